import { bench, do_not_optimize, run } from 'mitata';
import { Chunk } from '../protobuf/chunk.ts';
import { SPAN_ATTRIBUTES_TAG, appendSpan } from './append-span.ts';
import { encodeAttributes } from './append-value.ts';
import type { SpanRecord } from './span-record.ts';

const bare: SpanRecord = {
  traceWord0: 0x0af76519,
  traceWord1: 0x16cd43dd,
  traceWord2: -0x7bb714df,
  traceWord3: 0x1c80319c,
  spanWord0: -0x4852948f,
  spanWord1: 0x69203331,
  parentWord0: 0x00f067aa,
  parentWord1: 0x0ba902b7,
  traceStateText: '',
  wireFlags: 0x301,
  name: 'GET /users/:id',
  wireKind: 2,
  startHigh: 415_000_000,
  startLow: 123_456_789,
  endHigh: 415_000_000,
  endLow: 124_456_789,
  sharedAttributes: encodeAttributes(SPAN_ATTRIBUTES_TAG, []),
  flatAttributes: [],
  droppedAttributesCount: 0,
  eventRecords: [],
  droppedEventsCount: 0,
  linkRecords: [],
  droppedLinksCount: 0,
  statusCode: 0,
  statusMessage: '',
};

const httpServer: SpanRecord = {
  ...bare,
  sharedAttributes: encodeAttributes(SPAN_ATTRIBUTES_TAG, [
    'http.request.method', 'GET', 'url.scheme', 'http', 'server.address', 'localhost', 'server.port', 3000,
    'network.protocol.version', '1.1', 'network.peer.address', '127.0.0.1',
  ]), // prettier-ignore
  flatAttributes: [
    'url.path', '/users/12345', 'url.query', 'page=2&size=50', 'http.route', '/users/:id',
    'http.response.status_code', 200, 'network.peer.port', 54_321,
    'user_agent.original', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  ], // prettier-ignore
};

const manual: SpanRecord = {
  ...bare,
  name: 'process order',
  flatAttributes: ['order.id', 'o-123456', 'order.items', 3, 'order.total', 12.5, 'order.paid', true],
  eventRecords: [
    {
      name: 'payment accepted',
      timeHigh: 415_000_000,
      timeLow: 123_999_999,
      attributes: ['provider', 'card'],
      droppedAttributesCount: 0,
    },
  ],
};

const unusual: SpanRecord = {
  ...manual,
  flatAttributes: [
    ...manual.flatAttributes,
    'tags', ['a', 'b', 'c'], 'sizes', [1, 2, 3, 4], 'customer', 'Amélie Müller', 'nested', { a: { b: 1 }, c: 'x' },
    'statement', `SELECT ${'column, '.repeat(60)} FROM orders`,
  ], // prettier-ignore
};

const chunk = new Chunk(1 << 16);

for (const [name, span] of Object.entries({ bare, httpServer, manual, unusual })) {
  chunk.reset();
  appendSpan(chunk, span);
  const label = `appendSpan ${name}, ${chunk.length} bytes`;
  bench(label, () => {
    chunk.reset();
    appendSpan(chunk, span);
    do_not_optimize(chunk.length);
  });
}

await run();
