import { expect, test } from 'vitest';
import { Chunk } from '../protobuf/chunk.ts';
import { appendLogRecord } from './append-log-record.ts';
import type { LogRecord } from './log-record.ts';
import { decodeLogsRequest } from './logs-codec.ts';
import type { DecodedLogRecord } from './logs-messages.ts';
import { encodeResource, encodeScope, joinTraceRequest } from './trace-request.ts';

const RECORD: LogRecord = {
  timeHigh: 0x18a1_2b3c,
  timeLow: 0x9000_0001 | 0,
  observedHigh: 0x18a1_2b3c,
  observedLow: 0x9000_ffff | 0,
  severityNumber: 9,
  severityText: 'info',
  body: 'paid',
  flatAttributes: ['user.id', 7],
  droppedAttributesCount: 0,
  eventName: '',
  identity: {
    traceWord0: 0x0af76519,
    traceWord1: 0x16cd43dd,
    traceWord2: 0x8448eb21 | 0,
    traceWord3: 0x1c80319c,
    spanWord0: 0xb7ad6b71 | 0,
    spanWord1: 0x69203331,
    traceFlags: 3,
  },
};

/** From a chunk that grows by the bound alone. */
function roundTrip(...records: LogRecord[]): readonly DecodedLogRecord[] {
  const chunk = new Chunk(0);
  for (const record of records) appendLogRecord(chunk, record);
  const scope = { header: encodeScope({ name: 'pino', version: '10' }), spans: chunk.written() };
  const [resourceLogs] = decodeLogsRequest(
    joinTraceRequest(encodeResource(['service.name', 'shop']), [scope]),
  ).resourceLogs;
  expect(resourceLogs.resource?.attributes).toEqual([{ key: 'service.name', value: 'shop' }]);
  expect(resourceLogs.scopeLogs[0].scope).toMatchObject({ name: 'pino', version: '10' });
  return resourceLogs.scopeLogs[0].logRecords;
}

test('a record with everything', () => {
  expect(roundTrip({ ...RECORD, droppedAttributesCount: 300, eventName: 'order.paid' })).toEqual([
    {
      timeUnixNano: 0x18a1_2b3c_9000_0001n,
      observedTimeUnixNano: 0x18a1_2b3c_9000_ffffn,
      severityNumber: 9,
      severityText: 'info',
      body: 'paid',
      attributes: [{ key: 'user.id', value: 7n }],
      droppedAttributesCount: 300,
      flags: 3,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      eventName: 'order.paid',
    },
  ]);
});

test('a record with nothing', () => {
  const times = { timeHigh: 0, timeLow: 0, observedHigh: 0, observedLow: 0 };
  const rest = { severityNumber: 0, severityText: '', body: undefined, flatAttributes: [], identity: undefined };
  expect(roundTrip({ ...RECORD, ...times, ...rest })[0]).toMatchObject({
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    attributes: [],
    traceId: '',
    spanId: '',
    flags: 0,
  });
});

test.each([
  ['', ''],
  ['é'.repeat(5000), 'é'.repeat(5000)],
  ['x'.repeat(127), 'x'.repeat(127)],
  [1.5, 1.5],
  [true, true],
  [12n, 12n],
  [{ order: { id: 7 } }, { order: { id: 7n } }],
  [
    ['a', 1],
    ['a', 1n],
  ],
  [null, null],
])('body %#', (body, expected) => {
  expect(roundTrip({ ...RECORD, body })[0].body).toEqual(expected);
});

test('records stand in their order', () => {
  const bodies = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  expect(roundTrip(...bodies.map((body) => ({ ...RECORD, body }))).map(({ body }) => body)).toEqual(bodies);
});
