// Real answers against the schemas that the hub's OpenAPI description has for them.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogRecord, createPoint, encodeGauge, encodeLogs } from '../fixtures/logs-and-metrics.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { TestHub } from '../fixtures/test-hub.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { schema: Schema }>> }>>;
}

const TRACE_ID = 'a'.repeat(32);
const SPAN_ID = 'b'.repeat(16);

/** What to ask of paths that want more than nothing. */
const PARAMETERS: Readonly<Record<string, string>> = {
  '/api/v1/aggregate': 'q=kind=client | count(), p95(), avg(cents) by name',
  '/api/v1/attributes/difference': 'q=status=error',
  '/api/v1/facets': 'keys=customer',
  '/api/v1/traces/{id}/matches': 'q=kind=server',
};
const PLACES: Readonly<Record<string, string>> = {
  '{id}': TRACE_ID,
  '{key}': 'serviceName',
  '{name}': 'queue.length',
};

let hub: TestHub;
let openApi: OpenApi;

beforeAll(async () => {
  hub = await TestHub.start();
  const like = { traceId: TRACE_ID, attributes: [{ key: 'customer', value: ['acme', 1n, null, { deep: true }] }] };
  const link = {
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    traceState: '',
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
  };
  const event = { timeUnixNano: BigInt(Date.now()) * 1_000_000n, name: 'e', attributes: [], droppedAttributesCount: 0 };
  const root = createSpan({ ...like, spanId: SPAN_ID, kind: 2, events: [event], links: [link], droppedEventsCount: 1 });
  const failed = { ...like, kind: 3, parentSpanId: SPAN_ID, status: { code: 2, message: 'timeout' } };
  await hub.send('traces', encodeSpans([root, createSpan({ ...failed, spanId: 'c'.repeat(16) })]));
  await hub.send('traces', encodeSpans([createSpan({ traceId: 'd'.repeat(32), spanId: SPAN_ID, kind: 3 })], 'client'));
  await hub.send('logs', encodeLogs([createLogRecord({ traceId: TRACE_ID, spanId: SPAN_ID, body: { paid: 1n } })]));
  const exemplar = {
    filteredAttributes: [],
    timeUnixNano: BigInt(Date.now()) * 1_000_000n,
    asDouble: 1,
    asInt: undefined,
    spanId: SPAN_ID,
    traceId: TRACE_ID,
  };
  await hub.send('metrics', encodeGauge([createPoint({ exemplars: [exemplar] })]));
  openApi = (await (await fetch(`${hub.hub.addresses.ui}/api/v1/openapi.json`)).json()) as OpenApi;
}, 60_000);

afterAll(() => hub.close());

/** An object has what its schema names and nothing else. The description itself leaves room for what is to come. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, close(value)]));
  return 'properties' in schema ? { ...closed, additionalProperties: false } : closed;
}

/** @returns what is wrong with an answer. */
function findFaults(name: string, answer: unknown): unknown {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, keywords: ['components'] });
  ajv.addSchema({ $id: 'openapi', components: { schemas: close(openApi.components.schemas) } });
  const validate = ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
  return validate(answer) ? [] : validate.errors;
}

function schemaOf({ responses }: Operation, status: string): string | undefined {
  const ref = responses[status].content['application/json']?.schema['$ref'];
  return typeof ref === 'string' ? ref.split('/').at(-1) : undefined;
}

test('answers are what the description says, and none is without one', async () => {
  const seen: string[] = [];
  for (const [path, { get }] of Object.entries(openApi.paths)) {
    const name = schemaOf(get, '200');
    if (name === undefined) {
      expect(['/api/v1/attach', '/api/v1/tail', '/metrics']).toContain(path);
      continue;
    }
    const place = path.replaceAll(/\{\w+\}/g, (part) => PLACES[part]);
    const parameters = new URLSearchParams(PARAMETERS[path]);
    const response = await fetch(`${hub.hub.addresses.ui}${place}?${parameters.toString()}`);
    expect([path, response.status]).toEqual([path, 200]);
    expect([path, findFaults(name, await response.json())]).toEqual([path, []]);
    seen.push(name);
  }
  expect(seen.length).toBeGreaterThan(18);
});

test('so are refusals', async () => {
  for (const path of [
    'traces?q=servicename%3Dx',
    'traces?limit=0',
    'nothing',
    'traces/ffffffffffffffffffffffffffffffff',
  ]) {
    const response = await fetch(`${hub.hub.addresses.ui}/api/v1/${path}`);
    expect(response.status).toBeGreaterThan(399);
    expect(findFaults('ErrorAnswer', await response.json())).toEqual([]);
  }
});

test('an answer that is wrong is noticed', () => {
  expect(findFaults('TraceMatches', { places: ['1'] })).toMatchObject([{ instancePath: '/places/0', keyword: 'type' }]);
  expect(findFaults('TraceMatches', {})).toMatchObject([{ keyword: 'required' }]);
  expect(findFaults('Health', { status: 'ok', more: 1 })).toMatchObject([{ keyword: 'additionalProperties' }]);
});
