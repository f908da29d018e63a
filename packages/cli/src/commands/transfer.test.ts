// Load and export, with two real hubs.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { HubAddresses, LogList, SpanList } from '@throughline/hub';
import { encodeTraceRequest, formatLogsRequestJson, formatTraceRequestJson } from '@throughline/wire/decode';
import type { DecodedSpan } from '@throughline/wire/decode';
import { beforeAll, expect, test } from 'vitest';
import type { Balance } from '../transfer/send-requests.ts';
import { collect, serve, startCommand, throughline, until, workingDirectory } from '../fixtures/throughline.ts';
import type { Surroundings } from '../fixtures/throughline.ts';

const one = { directory: workingDirectory() };
const other = { directory: workingDirectory() };
let api: string;
let otherHub: HubAddresses;

beforeAll(async () => {
  api = `${(await serve(one.directory)).ui}/api/v1`;
  otherHub = await serve(other.directory, '--ingest-token', 'secret');
}, 120_000);

const LIMIT = { timeout: 120_000 };
const START = BigInt(Date.now()) * 1_000_000n + 123n;

function span(index: number, fields: Partial<DecodedSpan> = {}): DecodedSpan {
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: index.toString(16).padStart(16, '1'),
    parentSpanId: '',
    name: `span ${index}`,
    kind: 2,
    startTimeUnixNano: START + BigInt(index),
    endTimeUnixNano: START + 5_000_001n,
    traceState: '',
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: undefined,
    flags: 1,
    ...fields,
  };
}

function request(...spans: readonly DecodedSpan[]): Parameters<typeof formatTraceRequestJson>[0] {
  const resource = { attributes: [{ key: 'service.name', value: 'shop' }], droppedAttributesCount: 0 };
  const scope = { name: 'test', version: '1', attributes: [], droppedAttributesCount: 0 };
  return { resourceSpans: [{ resource, schemaUrl: '', scopeSpans: [{ scope, schemaUrl: '', spans }] }] };
}

const LOG = {
  timeUnixNano: START,
  observedTimeUnixNano: START,
  severityNumber: 13,
  severityText: 'WARN',
  body: 'low on lamps',
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: '',
  eventName: '',
};

function logLine(): string {
  const resource = { attributes: [{ key: 'service.name', value: 'shop' }], droppedAttributesCount: 0 };
  return formatLogsRequestJson({
    resourceLogs: [{ resource, schemaUrl: '', scopeLogs: [{ scope: undefined, schemaUrl: '', logRecords: [LOG] }] }],
  });
}

async function load(
  surroundings: Surroundings,
  ...args: readonly string[]
): Promise<Balance & { code: number | null }> {
  const { code, stdout, stderr } = await throughline(surroundings, 'load', '--json', ...args);
  if (stdout === '') throw new Error(`nothing was loaded: ${stderr}`);
  return { code, ...(JSON.parse(stdout) as Balance) };
}

test('every span, record and line is accounted for', LIMIT, async () => {
  const lines = [
    formatTraceRequestJson(request(span(1), span(2))),
    'not JSON',
    formatTraceRequestJson(request(span(3), { ...span(4), traceId: '00' })),
    '{"somethingElse":[]}',
    '',
    logLine(),
  ];
  writeFileSync(`${one.directory}/mixed.jsonl`, lines.join('\r\n'));
  const { code, items, requests, reasons } = await load(one, 'mixed.jsonl');
  expect({ code, requests }).toEqual({ code: 1, requests: { sent: 3, refused: 0, unreadable: 2 } });
  expect(items).toEqual({
    traces: { sent: 4, accepted: 3, rejected: 1 },
    logs: { sent: 1, accepted: 1, rejected: 0 },
    metrics: { sent: 0, accepted: 0, rejected: 0 },
  });
  expect(reasons.toSorted()).toEqual([
    expect.stringMatching(/^mixed\.jsonl:2: .*JSON/),
    'mixed.jsonl:4: got no resourceSpans, resourceLogs or resourceMetrics',
    expect.stringContaining('trace-id'),
  ]);
  const { spans } = await until<SpanList>(`${api}/spans`, (list) => list.spans.length === 3);
  expect(spans.map(({ name }) => name).toSorted()).toEqual(['span 1', 'span 2', 'span 3']);
  await until<LogList>(`${api}/logs`, (list) => list.logs.length === 1);
});

test('gzip, protobuf, a document over many lines, standard input', LIMIT, async () => {
  const { directory } = one;
  const json = formatTraceRequestJson(request(span(11)));
  writeFileSync(`${directory}/lines.jsonl.gz`, gzipSync(`${json}\n${formatTraceRequestJson(request(span(12)))}\n`));
  writeFileSync(`${directory}/request.pb`, encodeTraceRequest(request(span(13), span(14))));
  writeFileSync(
    `${directory}/pretty.json`,
    JSON.stringify(JSON.parse(formatTraceRequestJson(request(span(15)))), undefined, 2),
  );
  writeFileSync(`${directory}/empty.jsonl`, '');
  const { code, items, requests } = await load(one, 'lines.jsonl.gz', 'request.pb', 'pretty.json', 'empty.jsonl');
  expect({ code, requests, traces: items.traces }).toEqual({
    code: 0,
    requests: { sent: 4, refused: 0, unreadable: 0 },
    traces: { sent: 5, accepted: 5, rejected: 0 },
  });
  const child = startCommand(one, ['load', '-']);
  child.stdin!.end(`${formatTraceRequestJson(request(span(16)))}\n`);
  expect(await collect(child)).toEqual({ code: 0, stdout: 'Loaded 1 span in 1 request.\n', stderr: '' });
});

test('what is exported is what was loaded, also in the other hub', LIMIT, async () => {
  const rich = request(
    span(21, {
      traceId: '5b8efff798038103d269b633813fc60d',
      parentSpanId: '1111111111111119',
      traceState: 'vendor=1',
      attributes: [
        { key: 'count', value: 7n },
        { key: 'share', value: 0.25 },
        { key: 'flag', value: true },
        { key: 'list', value: ['a', 2n] },
        { key: 'text', value: 'ü \u0000 \u001b[31m' },
      ],
      events: [
        {
          timeUnixNano: START + 5n,
          name: 'exception',
          attributes: [{ key: 'n', value: 1n }],
          droppedAttributesCount: 0,
        },
      ],
      status: { code: 2, message: 'no' },
    }),
  );
  const line = formatTraceRequestJson(rich);
  writeFileSync(`${one.directory}/rich.jsonl`, `${line}\n`);
  expect((await load(one, 'rich.jsonl')).code).toBe(0);
  const q = 'traceId=5b8efff798038103d269b633813fc60d';
  await until<SpanList>(`${api}/spans?q=${q}`, ({ spans }) => spans.length === 1);
  const exported = await throughline(one, 'export', q);
  expect(exported).toMatchObject({ code: 0, stderr: '1 span\n' });
  const attributesOf = (text: string): unknown => {
    const [{ resource, scopeSpans }] = JSON.parse(text).resourceSpans;
    const { attributes, ...rest } = scopeSpans[0].spans[0];
    const byKey = (some: { key: string }[]): unknown => some.toSorted((a, b) => a.key.localeCompare(b.key));
    return { resource, ...rest, attributes: byKey(attributes) };
  };
  expect(attributesOf(exported.stdout)).toEqual(attributesOf(line));

  expect((await throughline(one, 'export', q, '-o', 'out.jsonl')).code).toBe(0);
  expect(readFileSync(`${one.directory}/out.jsonl`, 'utf8')).toBe(exported.stdout);
  const refused = await throughline(other, 'load', `${one.directory}/out.jsonl`);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('need --token') });
  const withToken = { ...other, environment: { THROUGHLINE_INGEST_TOKEN: 'secret' } };
  expect((await load(withToken, `${one.directory}/out.jsonl`)).code).toBe(0);
  await until<SpanList>(`${otherHub.ui}/api/v1/spans?q=${q}`, ({ spans }) => spans.length === 1);
  expect((await throughline(other, 'export', q)).stdout).toBe(exported.stdout);
});

test('log records', LIMIT, async () => {
  const { stdout } = await throughline(one, 'export', '--signal', 'logs');
  const [{ scopeLogs }] = JSON.parse(stdout).resourceLogs;
  const [expected] = JSON.parse(logLine()).resourceLogs[0].scopeLogs[0].logRecords as object[];
  expect(scopeLogs[0].logRecords).toEqual([expected]);
});

test('what cannot be read', LIMIT, async () => {
  expect(await throughline(one, 'load', 'no-such-file')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot read no-such-file: ENOENT'),
  });
  writeFileSync(`${one.directory}/broken.gz`, gzipSync('{"resourceSpans":[]}').subarray(0, 20));
  expect((await throughline(one, 'load', 'broken.gz')).stderr).toContain(
    'cannot read broken.gz: unexpected end of file',
  );
  writeFileSync(`${one.directory}/text.pb`, 'hello world');
  expect(await load(one, 'text.pb')).toMatchObject({ code: 1, requests: { unreadable: 1 } });
});
