import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, ClientRequest, request } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, withSpan } from '../../context/context.ts';
import { activeContext, storage } from '../../context/context-manager.ts';
import { forgetReports, setReportSink } from '../../diagnostics/reporter.ts';
import { DROP, SAMPLE, type Sampler } from '../../sampling/sampler.ts';
import type { Span } from '../../trace/span.ts';
import { httpClient } from './client.ts';
import { CALLER } from './fixtures/client-caller.ts';
import { type Capture, keysOf, startCapture } from './fixtures/client-capture.ts';
import { type Origin, startOrigin } from './fixtures/client-origin.ts';
import { type Call, call } from './fixtures/client-request.ts';

let origin: Origin;
let capture: Capture;
let reports: string[];
let restoreSink: () => void;

beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());
beforeEach(() => {
  reports = [];
  forgetReports();
  const previous = setReportSink((line) => reports.push(line));
  restoreSink = () => void setReportSink(previous);
});
afterEach(() => {
  capture.stop();
  restoreSink();
});

describe('context', () => {
  // One connection for all: what it remembers of an earlier request must not reach a later one's callbacks.
  const names = ['socket', 'finish', 'response', 'data', 'end', 'error', 'timeout', 'close'];
  const own = new AsyncLocalStorage<string>();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterAll(() => agent.destroy());

  /** Every context in which a callback of a request runs: the trace's, and the application's own. */
  function observe(path: string, seen: Map<string, unknown>): Promise<void> {
    const made = request({ host: '127.0.0.1', port: origin.port, path, agent, timeout: 100 });
    const note = (name: string) => () => void seen.set(name, [activeContext(), own.getStore()]);
    for (const name of names) made.on(name, note(name));
    made.on('timeout', () => made.destroy());
    made.on('response', (response) => {
      for (const name of names) response.on(name, note(name));
    });
    made.end();
    return new Promise((resolve) => {
      made.once('close', resolve);
    });
  }

  const check = (path: string, expected: readonly string[]): void => {
    test(`callbacks of ${path} run in the caller's context`, async () => {
      capture = startCapture(httpClient);
      await observe('/ok', new Map());
      const caller = withSpan(ROOT, capture.provider.getTracer('test').startSpan('caller'));
      const seen = new Map<string, unknown>();
      await own.run('mine', () => storage.run(caller, observe, path, seen));
      expect([...seen.keys()]).toEqual(expect.arrayContaining(expected as string[]));
      for (const [name, contexts] of seen) expect([name, contexts]).toEqual([name, [caller, 'mine']]);
    });
  };
  check('/stream', ['socket', 'finish', 'response', 'data', 'end', 'close']);
  check('/half', ['response', 'data', 'error', 'close']);
  check('/reset', ['socket', 'finish', 'error', 'close']);
  check('/never', ['timeout', 'error', 'close']);

  test('the span of the caller is the parent; without one it is a root', async () => {
    capture = startCapture(httpClient);
    const caller = capture.provider.getTracer('test').startSpan('caller');
    await storage.run(withSpan(ROOT, caller), call, { port: origin.port });
    await call({ port: origin.port });
    const [child, root] = await capture.ended(2);
    expect(child.parentSpanContext?.spanId).toBe(caller.spanContext().spanId);
    expect(root.parentSpanContext).toBeUndefined();
  });
});

describe('hooks', () => {
  test('add to the span, also what the span gets later from us', async () => {
    capture = startCapture(httpClient, {
      http: {
        requestHook: (span, made) => {
          expect(made).toBeInstanceOf(ClientRequest);
          span.setAttributes({ 'app.tenant': 'acme', 'network.peer.port': 7, 'server.address': 'mine' });
        },
        responseHook: (span, response) => {
          span.setAttribute('app.status', (response as { statusMessage: string }).statusMessage);
        },
      },
    });
    await call({ port: origin.port });
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({
      'app.tenant': 'acme',
      'app.status': 'OK',
      'server.address': 'mine',
      'network.peer.port': origin.port,
    });
    expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
  });

  test('what a hook sets before its time is set once', async () => {
    capture = startCapture(httpClient, {
      http: { requestHook: (span) => span.setAttributes({ 'network.peer.port': 7, 'http.response.status_code': 1 }) },
    });
    await call({ port: origin.port });
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'network.peer.port': origin.port, 'http.response.status_code': 200 });
    expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
  });

  test('that throw cost nothing but a report', async () => {
    const fail = (): never => {
      throw new Error('bug in a hook');
    };
    capture = startCapture(httpClient, {
      http: { requestHook: fail, responseHook: fail, ignoreOutgoingRequest: fail },
    });
    await call({ port: origin.port });
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(reports).toEqual(
      ['ignoreOutgoingRequest', 'requestHook', 'responseHook'].map((name) => expect.stringContaining(`http.${name}`)),
    );
  });
});

describe('attributes are there at the start', () => {
  const AT_START = ['server.address', 'server.port', 'http.request.method', 'url.full'];

  test('for span processors, whose own attributes stay', async () => {
    let seen: string[] = [];
    const processor = {
      onStart: (span: unknown) => {
        seen = Object.keys((span as Span).attributes);
        (span as Span).setAttribute('app.tenant', 'acme');
      },
      onEnd: () => {},
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    capture = startCapture(httpClient, { processor });
    await call({ port: origin.port });
    const [span] = await capture.ended(1);
    expect(seen).toEqual(AT_START);
    expect(span.attributes).toMatchObject({ 'app.tenant': 'acme', 'network.peer.port': origin.port });
    expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
  });

  test('for a sampler that wants them', async () => {
    const sampler: Sampler = {
      isForeign: false,
      needsAttributes: true,
      decide: ({ options }) => (String(options?.attributes?.['url.full']).endsWith('/health') ? DROP : SAMPLE),
    };
    capture = startCapture(httpClient, { sampler });
    for (const path of ['/health', '/ok']) await call({ port: origin.port, path });
    const spans = await capture.ended(1);
    expect(spans.map((span) => span.attributes['url.full'])).toEqual([`${origin.url}/ok`]);
  });

  test('beside those of the sampler', async () => {
    const sampler: Sampler = {
      isForeign: false,
      needsAttributes: false,
      decide: (seed) => {
        seed.samplerAttributes = { 'sampling.rule': 'all', 'server.port': 1 };
        return SAMPLE;
      },
    };
    capture = startCapture(httpClient, { sampler });
    await call({ port: origin.port });
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'sampling.rule': 'all', 'url.full': `${origin.url}/` });
    expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
  });
});

describe('below baggage', () => {
  const baggage = { attributes: ['customer'], hashedAttributes: [], hashKey: undefined };
  const check = (name: string, how: Call, limits: object, expected: object): void => {
    test(name, async () => {
      capture = startCapture(httpClient, { baggage, limits });
      await storage.run(CALLER, call, { port: origin.port, ...how });
      const [span] = await capture.ended(1);
      expect(span.attributes).toMatchObject({ 'baggage.customer': 'blue fish', ...expected });
      expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
    });
  };
  const answered = { 'http.request.method': 'GET', 'http.response.status_code': 200, 'server.address': '127.0.0.1' };
  check('spans have it, and all else', {}, {}, answered);
  check('also where attributes are limited', {}, { attributeCountLimit: 32 }, answered);
  check('a failed attempt has its peer', { port: 1 }, {}, { 'error.type': 'ECONNREFUSED', 'network.peer.port': 1 });
});

test.each(['/ok', '/half', '/reset'])(
  'a bug of ours at the end of %s is reported and goes no further',
  async (path) => {
    capture = startCapture(httpClient);
    capture.provider.shared.sink = {
      end: () => {
        throw new Error('bug in the sink');
      },
    };
    const made = await call({ port: origin.port, path });
    expect(made.destroyed).toBe(true);
    expect(reports).toEqual([expect.stringContaining('bug in the sink')]);
  },
);

test.each([3, 31, 32])('a limit of %i attributes holds', async (attributeCountLimit) => {
  capture = startCapture(httpClient, { limits: { attributeCountLimit } });
  await call({ port: origin.port });
  const [span] = await capture.ended(1);
  const kept = Math.min(8, attributeCountLimit);
  expect(keysOf(span)).toHaveLength(kept);
  expect(span.droppedAttributesCount).toBe(8 - kept);
});
