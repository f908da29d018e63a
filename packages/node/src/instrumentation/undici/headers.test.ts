import type { Context } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storage } from '../../context/context-manager.ts';
import { ROOT, SUPPRESSED } from '../../context/context.ts';
import { configureTrustBoundary } from '../../propagation/trust-boundary.ts';
import { StandardPropagator } from '../../propagation/text-map-propagator.ts';
import { ALWAYS_OFF } from '../../sampling/always.ts';
import { type Capture, startCapture } from '../http/fixtures/client-capture.ts';
import { CALLER, OTHER_TRACEPARENT, TRACE_ID, valuesOf } from '../http/fixtures/client-caller.ts';
import { type Origin, type ReceivedRequest, startOrigin } from '../http/fixtures/client-origin.ts';
import { COPIES, LIBRARIES } from './fixtures/copies.ts';
import { readHeaders } from './headers.ts';
import { undici } from './spans.ts';

let origin: Origin;
let capture: Capture;

beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());
beforeEach(() => {
  capture = startCapture(undici);
});
afterEach(() => capture.stop());

describe.each(COPIES)('fetch of $name', ({ fetch }) => {
  async function arrive(headers: Record<string, string>, context: Context = CALLER): Promise<ReceivedRequest> {
    await storage.run(context, async () => (await fetch(`${origin.url}/headers`, { headers })).text());
    return origin.received.at(-1) as ReceivedRequest;
  }

  const foreign: Record<string, string> = { Traceparent: OTHER_TRACEPARENT, tracestate: 'b=2', baggage: 'x=y' };
  test.each([{}, foreign])('takes the trace along, once', async (sent) => {
    const received = await arrive({ 'x-own': '1', ...sent });
    const { traceId, spanId } = capture.spans[0].spanContext();
    expect(traceId).toBe(TRACE_ID);
    expect(valuesOf(received, 'traceparent')).toEqual([`00-${TRACE_ID}-${spanId}-01`]);
    expect(valuesOf(received, 'tracestate')).toEqual(['a=1']);
    expect(valuesOf(received, 'baggage')).toEqual(['customer=blue%20fish']);
    expect(valuesOf(received, 'x-own')).toEqual(['1']);
  });

  test('takes no state of another trace along', async () => {
    expect(valuesOf(await arrive({ tracestate: 'b=2' }, ROOT), 'tracestate')).toEqual([]);
  });

  test('takes no baggage along to a host outside', async () => {
    configureTrustBoundary({ hosts: ['none'], accept: true });
    const received = await arrive({});
    configureTrustBoundary({ hosts: ['private'], accept: true });
    expect(valuesOf(received, 'traceparent')).toHaveLength(1);
    expect(valuesOf(received, 'baggage')).toEqual([]);
  });

  test('takes the decision not to sample along', async () => {
    capture.stop();
    capture = startCapture(undici, { sampler: ALWAYS_OFF });
    const [text] = valuesOf(await arrive({}), 'traceparent');
    expect(text).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(capture.spans).toEqual([]);
  });

  test('takes other formats along', async () => {
    capture.stop();
    capture = startCapture(undici, { propagator: new StandardPropagator(['b3']) });
    const received = await arrive({ b3: '0' });
    expect(valuesOf(received, 'b3')).toEqual([`${TRACE_ID}-${capture.spans[0].spanContext().spanId}-1`]);
    expect(valuesOf(received, 'traceparent')).toEqual([]);
  });

  const silent = (name: string, context: Context, prepare: () => void): void => {
    test(`takes nothing along ${name}`, async () => {
      capture.stop();
      prepare();
      const received = await arrive({}, context);
      expect([...valuesOf(received, 'traceparent'), ...valuesOf(received, 'baggage')]).toEqual([]);
      expect(capture.provider.shared.counters.started).toBe(0);
    });
  };
  silent('where tracing is suppressed', SUPPRESSED, () => {
    capture = startCapture(undici);
  });
  silent('where the application ignores the request', CALLER, () => {
    capture = startCapture(undici, { http: { ignoreOutgoingRequest: ({ path }) => path === '/headers' } });
  });
  silent('when disabled', CALLER, () => {});

  test('hooks and captured headers', async () => {
    capture.stop();
    capture = startCapture(undici, {
      http: {
        captureClientRequestHeaders: ['host', 'x-own', 'authorization'],
        captureClientResponseHeaders: ['x-one', 'set-cookie'],
        requestHook: (span, request) => void span.setAttribute('app.path', (request as { path: string }).path),
        responseHook: (span, response) =>
          void span.setAttribute('app.status', (response as { statusText: string }).statusText),
      },
    });
    await arrive({ 'X-Own': '1', authorization: 'Bearer abcdefghijkl' });
    expect(capture.spans[0].attributes).toMatchObject({
      'app.path': '/headers',
      'app.status': 'OK',
      'http.request.header.x-own': ['1'],
      'http.request.header.authorization': '[REDACTED]',
      'http.response.header.x-one': ['first'],
      'http.response.header.set-cookie': '[REDACTED]',
    });
  });
});

test.each(LIBRARIES)('$name: headers as an array, and a host of its own', async ({ library }) => {
  capture.stop();
  capture = startCapture(undici, { http: { captureClientRequestHeaders: ['host', 'x-own'] } });
  const headers = ['Host', 'shop.example', 'x-own', '1', 'TraceParent', OTHER_TRACEPARENT, 'x-own', '2'];
  await (await library.request(`${origin.url}/ok`, { headers })).body.dump();
  const received = origin.received.at(-1) as ReceivedRequest;
  expect(valuesOf(received, 'traceparent')).toEqual([expect.stringContaining(capture.spans[0].spanContext().spanId)]);
  expect(capture.spans[0].attributes).toMatchObject({
    'server.address': '127.0.0.1',
    'http.request.header.host': ['shop.example'],
    'http.request.header.x-own': ['1', '2'],
  });
});

describe('readHeaders', () => {
  const check = (headers: Parameters<typeof readHeaders>[0], expected: object): void =>
    test(JSON.stringify(headers), () => expect({ ...readHeaders(headers) }).toEqual(expected));
  check([], {});
  check(['A', '1', 'a', '2'], { a: ['1', '2'] });
  check([Buffer.from('A'), Buffer.from([0xe9])], { a: ['é'] });
  check(['a', ['1', Buffer.from('2')]], { a: ['1', '2'] });
  check({ A: '1', b: ['2', '3'], constructor: '4' }, { a: ['1'], b: ['2', '3'], constructor: ['4'] });
  check(['odd'], {});
});
