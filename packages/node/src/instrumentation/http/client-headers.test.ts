import type { Context } from '@opentelemetry/api';
import { type OutgoingHttpHeaders, request as createRequest } from 'node:http';
import { createConnection } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, SUPPRESSED } from '../../context/context.ts';
import { storage } from '../../context/context-manager.ts';
import { setReportSink } from '../../diagnostics/reporter.ts';
import { configureTrustBoundary } from '../../propagation/trust-boundary.ts';
import { StandardPropagator } from '../../propagation/text-map-propagator.ts';
import { ALWAYS_OFF } from '../../sampling/always.ts';
import { httpClient } from './client.ts';
import { type Capture, startCapture } from './fixtures/client-capture.ts';
import { BAGGAGE_ONLY, CALLER, OTHER_TRACEPARENT, TRACE_ID, valuesOf } from './fixtures/client-caller.ts';
import { type Origin, type ReceivedRequest, startOrigin } from './fixtures/client-origin.ts';
import { type Call, call } from './fixtures/client-request.ts';

let origin: Origin;
let capture: Capture;

beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());
beforeEach(() => {
  capture = startCapture(httpClient);
});
afterEach(() => capture.stop());

/** Makes a request in `context`; returns it as it arrived. */
async function arrive(how: Call, context: Context = CALLER): Promise<ReceivedRequest> {
  await storage.run(context, call, { port: origin.port, path: '/headers', ...how });
  return origin.received.at(-1) as ReceivedRequest;
}

const traceparent = (): string => {
  const { traceId, spanId, traceFlags } = capture.spans[0].spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags.toString(16)}`;
};

/** Every way in which headers can be given: each must arrive with the trace, once, and with what the application sent. */
describe('the trace goes along, whatever the headers are', () => {
  const check = (name: string, how: Call): void => {
    test(name, async () => {
      const request = await arrive(how);
      expect(valuesOf(request, 'traceparent')).toEqual([traceparent()]);
      expect(valuesOf(request, 'tracestate')).toEqual(['a=1']);
      expect(valuesOf(request, 'baggage')).toEqual(['customer=blue%20fish']);
      expect(valuesOf(request, 'x-own')).toEqual(how.headers === undefined ? [] : ['1']);
      expect(capture.spans[0].parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: 'b7ad6b7169203331' });
    });
  };
  const body = { method: 'POST', send: (request) => request.end('body') } satisfies Call;
  const host = ['Host', 'a.example', 'X-Own', '1'];
  check('none', {});
  check('an object', { headers: { 'x-own': '1' } });
  check('an array', { headers: host });
  check('an array, with a body', { ...body, headers: [...host, 'Content-Length', '4'] });
  check('an array of pairs', {
    headers: [
      ['Host', 'a'],
      ['X-Own', '1'],
    ] as never,
  });
  check('Expect', { ...body, headers: { Expect: '100-continue', 'x-own': '1' } });
  check('Expect in an array', { ...body, headers: [...host, 'Expect', '100-continue', 'Content-Length', '4'] });
  check('no connection agent', { headers: host, createConnection: () => createConnection(origin.port, '127.0.0.1') });
  check('those of another trace', {
    headers: { Traceparent: OTHER_TRACEPARENT, tracestate: 'b=2', baggage: 'x=y', 'x-own': '1' },
  });
  check('those of another trace, in an array', {
    headers: [
      ...host,
      'Traceparent',
      OTHER_TRACEPARENT,
      'TRACESTATE',
      'b=2',
      'baggage',
      'x=y',
      'traceparent',
      OTHER_TRACEPARENT,
    ],
  });
});

test('a head that waits to be sent is counted in full', async () => {
  const before = writableLengthOf({ Expect: '100-continue' });
  capture.stop();
  const untraced = writableLengthOf({ Expect: '100-continue' });
  expect(before - untraced).toBe('traceparent: 00--\r\n'.length + 32 + 16 + '-01'.length);
});

/** What is buffered of a request that has just been made, and is given up. */
function writableLengthOf(headers: OutgoingHttpHeaders): number {
  const made = createRequest({ host: '127.0.0.1', port: origin.port, method: 'POST', headers }).on('error', () => {});
  const { writableLength } = made;
  made.destroy();
  return writableLength;
}

describe('what goes along', () => {
  test('no state of another trace', async () => {
    for (const headers of [{ tracestate: 'b=2' }, ['Host', 'a', 'tracestate', 'b=2']]) {
      expect(valuesOf(await arrive({ headers }, ROOT), 'tracestate')).toEqual([]);
    }
  });

  test('baggage without a trace; that of the application where we have none', async () => {
    expect(valuesOf(await arrive({}, BAGGAGE_ONLY), 'baggage')).toEqual(['customer=blue%20fish']);
    expect(valuesOf(await arrive({ headers: { baggage: 'x=y' } }, ROOT), 'baggage')).toEqual(['x=y']);
  });

  test('no baggage to hosts outside, in no format; to those that are listed, it does', async () => {
    const outside = { host: 'shop.example', createConnection: () => createConnection(origin.port, '127.0.0.1') };
    const absolute = { path: 'http://shop.example/headers' };
    for (const propagator of [undefined, new StandardPropagator(['b3', 'baggage', 'tracecontext'])]) {
      capture.stop();
      capture = startCapture(httpClient, { propagator });
      for (const how of [outside, absolute]) {
        const request = await arrive(how);
        expect(valuesOf(request, 'traceparent')).toHaveLength(1);
        expect(valuesOf(request, 'baggage')).toEqual([]);
      }
      const written = await arrive({ ...outside, headers: { baggage: 'x=y' } });
      expect(valuesOf(written, 'baggage')).toEqual(['x=y']);
      configureTrustBoundary({ hosts: ['*.example'], accept: true });
      expect(valuesOf(await arrive(outside), 'baggage')).toEqual(['customer=blue%20fish']);
      expect(valuesOf(await arrive({}), 'baggage')).toEqual([]);
      configureTrustBoundary({ hosts: ['private'], accept: true });
    }
  });

  test('the decision not to sample', async () => {
    capture.stop();
    capture = startCapture(httpClient, { sampler: ALWAYS_OFF });
    const [text] = valuesOf(await arrive({}), 'traceparent');
    expect(text).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(capture.spans).toEqual([]);
  });

  test('other formats', async () => {
    capture.stop();
    capture = startCapture(httpClient, { propagator: new StandardPropagator(['b3multi', 'b3']) });
    for (const headers of [{}, ['Host', 'a']]) {
      const request = await arrive({ headers });
      const { spanId } = capture.spans.at(-1)?.spanContext() ?? {};
      expect(request.headers).toMatchObject({ b3: `${TRACE_ID}-${spanId}-1`, 'x-b3-spanid': spanId });
      expect(request.headers.traceparent).toBeUndefined();
    }
  });

  test('nothing that would break a head', async () => {
    capture.stop();
    const inject = (
      _context: unknown,
      carrier: unknown,
      setter: { set(carrier: unknown, name: string, value: string): void },
    ): void => {
      setter.set(carrier, 'x-bad', '1\r\nx-more: 2');
    };
    const propagator = { inject, extract: (context: Context) => context, fields: () => [] };
    capture = startCapture(httpClient, { propagator });
    const reports: string[] = [];
    const previous = setReportSink((line) => reports.push(line));
    for (const headers of [{}, ['Host', 'a']]) {
      const request = await arrive({ headers });
      expect(Object.keys(request.headers)).not.toContain('x-more');
    }
    setReportSink(previous);
    expect(reports).toEqual([expect.stringContaining('propagator')]);
    expect(capture.spans).toHaveLength(2);
  });
});

describe('no span, and nothing goes along', () => {
  const check = (name: string, context: Context, ignore: boolean): void => {
    test(name, async () => {
      capture.stop();
      capture = startCapture(httpClient, { http: { ignoreOutgoingRequest: () => ignore } });
      const request = await arrive({ headers: { 'x-own': '1' } }, context);
      expect(Object.keys(request.headers).toSorted()).toEqual(['connection', 'host', 'x-own']);
      expect(capture.provider.shared.counters.started).toBe(0);
    });
  };
  check('where tracing is suppressed, as for exports', SUPPRESSED, false);
  check('for a request that the application ignores', CALLER, true);
});

describe('captured headers', () => {
  const http = {
    captureClientRequestHeaders: ['x-own', 'authorization', 'x-late'],
    captureClientResponseHeaders: ['x-one', 'set-cookie', 'x-missing'],
  };
  const check = (name: string, how: Call, expected: object): void => {
    test(name, async () => {
      capture.stop();
      capture = startCapture(httpClient, { http });
      await arrive(how);
      const { attributes } = capture.spans[0];
      const captured = Object.entries(attributes).filter(([key]) => key.includes('.header.'));
      expect(Object.fromEntries(captured)).toEqual({ 'http.response.header.x-one': ['first'], ...expected });
    });
  };
  const cookie = { 'http.response.header.set-cookie': '[REDACTED]' };
  check('of an object', { headers: { 'X-Own': '1' } }, { 'http.request.header.x-own': ['1'], ...cookie });
  check(
    'of an array',
    { headers: ['Host', 'a', 'X-Own', '1', 'x-own', '2'] },
    {
      'http.request.header.x-own': ['1', '2'],
      ...cookie,
    },
  );
  check(
    'set later, and secret',
    {
      headers: { authorization: 'Bearer abcdefghijkl' },
      send: (request) => request.setHeader('X-Late', 7).end(),
    },
    { 'http.request.header.x-late': ['7'], 'http.request.header.authorization': '[REDACTED]', ...cookie },
  );
});
