import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { AttributeKeyList, AttributeValueList } from '../types.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
  const spans = ['GET', 'GET', 'POST'].map((method, i) =>
    createSpan({
      traceId: `${i + 1}`.repeat(32),
      spanId: '1'.repeat(16),
      name: `${method} /cart`,
      attributes: [
        { key: 'http.request.method', value: method },
        { key: 'http.response.status_code', value: 200n },
        { key: 'baggage.customer_id', value: `customer-${i}` },
        { key: 'my key', value: 'x' },
        { key: 'tags', value: ['new', `tag ${i}`] },
        { key: 'ratio', value: 1 },
        { key: 'map', value: { a: 1n } },
      ],
      events: [
        {
          timeUnixNano: 1n,
          name: 'exception',
          attributes: [{ key: 'exception.type', value: 'TimeoutError' }],
          droppedAttributesCount: 0,
        },
      ],
    }),
  );
  await hub.send('traces', encodeSpans(spans));
});

afterAll(() => hub.close());

async function keysOf(prefix: string): Promise<string[]> {
  const { keys } = await hub.get<AttributeKeyList>('attributes', { prefix });
  return keys.map(({ key }) => key);
}

test('names that begin with a prefix, with or without where they are from', async () => {
  const check = async (prefix: string, expected: string[]): Promise<void> => {
    expect({ prefix, keys: await keysOf(prefix) }).toEqual({ prefix, keys: expected });
  };
  await check('http', ['http.request.method', 'http.response.status_code']);
  await check('HTTP.req', ['http.request.method']);
  await check('customer', ['baggage.customer_id']);
  await check('baggage.', ['baggage.customer_id']);
  await check('service', ['resource.service.name', 'serviceName']);
  await check('exception', ['event.exception.type']);
  await check('dur', ['duration']);
  await check('"my', ['"my key"']);
  await check('nothing', []);
});

test('how often they are there', async () => {
  const { keys, sampledSpans } = await hub.get<AttributeKeyList>('attributes', { prefix: 'http.request', limit: '1' });
  expect({ keys, sampledSpans }).toEqual({
    keys: [{ key: 'http.request.method', count: 3, source: 'span' }],
    sampledSpans: 3,
  });
  expect(await hub.get('attributes', { end: '-1h', prefix: 'http' })).toEqual({ keys: [], sampledSpans: 0 });
});

test('values of every kind of field', async () => {
  const check = async (key: string, expected: Record<string, number>, prefix = ''): Promise<void> => {
    const path = `attributes/${encodeURIComponent(key)}/values`;
    const { values, sampledSpans } = await hub.get<AttributeValueList>(path, { prefix });
    expect({ key, values: values.map(({ value, count }) => [value, count]) }).toEqual({
      key,
      values: Object.entries(expected),
    });
    expect(values.length === 0 || sampledSpans === 3).toBe(true);
  };
  await check('http.request.method', { GET: 2, POST: 1 });
  await check('span.http.request.method', { POST: 1 }, 'p');
  await check('http.response.status_code', { 200: 3 });
  await check('customer_id', { 'customer-0': 1, 'customer-1': 1, 'customer-2': 1 });
  await check('baggage.customer_id', { 'customer-2': 1 }, 'customer-2');
  await check('resource.service.name', { shop: 3 });
  await check('"my key"', { x: 3 });
  await check('tags', { new: 3 }, 'NEW');
  await check('ratio', { 1: 3 });
  await check('map', {});
  await check('serviceName', { shop: 3 });
  await check('name', { 'GET /cart': 2, 'POST /cart': 1 });
  await check('kind', { internal: 3 });
  await check('status', { unset: 3 });
  await check('rootName', { 'POST /cart': 1 }, 'post');
  await check('event.name', { exception: 3 });
  await check('event.exception.type', { TimeoutError: 3 });
  await check('nobody', {});
});

test('what has no values to list', async () => {
  const check = async (key: string, error: object): Promise<void> => {
    expect(await hub.getRefused(`attributes/${encodeURIComponent(key)}/values`)).toMatchObject({ status: 400, error });
  };
  await check('duration', {
    code: 'TL_REQUEST',
    message: expect.stringContaining('cannot count the values of duration'),
  });
  await check('traceId', { code: 'TL_REQUEST' });
  await check('servicename', { code: 'TL_QUERY_FIELD', suggestion: 'serviceName' });
  await check('a=1 OR b', { code: 'TL_REQUEST' });
  await check('a b', { code: 'TL_REQUEST' });
  await check('NOT a', { code: 'TL_REQUEST' });
});
