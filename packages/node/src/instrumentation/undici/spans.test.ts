import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activeContext, storage } from '../../context/context-manager.ts';
import { ROOT, withSpan } from '../../context/context.ts';
import { type Capture, keysOf, startCapture } from '../http/fixtures/client-capture.ts';
import { type Origin, startOrigin } from '../http/fixtures/client-origin.ts';
import { COPIES, LIBRARIES } from './fixtures/copies.ts';
import { undici } from './spans.ts';

const ERROR = 2;
const UNSET = { code: 0 };

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

/** The attributes of a plain request to the origin. */
const plain = (path: string): Record<string, unknown> => ({
  'http.request.method': 'GET',
  'url.full': `${origin.url}${path}`,
  'server.address': '127.0.0.1',
  'server.port': origin.port,
  'http.response.status_code': 200,
  'network.peer.address': '127.0.0.1',
  'network.peer.port': origin.port,
  'network.protocol.version': '1.1',
});

describe.each(COPIES)('fetch of $name', ({ fetch, WebSocket }) => {
  test('attributes follow the semantic conventions', async () => {
    const response = await fetch(`${origin.url}/ok?id=7&token=abcdefgh`);
    await response.text();
    const [span] = await capture.ended(1);
    expect(span).toMatchObject({ name: 'GET', kind: 2, status: UNSET });
    expect(span.attributes).toEqual(plain('/ok?id=7&token=[REDACTED]'));
  });

  type Act = (url: string) => Promise<unknown>;
  const check = (name: string, path: string, act: Act, expected: { status: object; attributes: object }): void => {
    test(name, async () => {
      await act(path.startsWith('/') ? `${origin.url}${path}` : path).catch(() => {});
      const [span] = await capture.ended(1);
      expect(span.status).toEqual(expected.status);
      expect(span.attributes).toMatchObject(expected.attributes);
      expect(capture.provider.shared.counters).toMatchObject({ started: 1, ended: 1 });
      expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
    });
  };
  const read: Act = async (url) => (await fetch(url)).text();
  const failed = (type: string, message: unknown = expect.any(String)): { status: object; attributes: object } => ({
    status: { code: ERROR, message },
    attributes: { 'error.type': type },
  });
  const answered = { status: UNSET, attributes: { 'http.response.status_code': 200 } };

  check('early hints', '/hints', read, answered);
  check('HEAD', '/ok', async (url) => (await fetch(url, { method: 'HEAD' })).text(), answered);
  check('a body', '/ok', async (url) => (await fetch(url, { method: 'POST', body: 'x'.repeat(1e6) })).text(), answered);
  check('a status of the client', '/status/404', read, {
    status: { code: ERROR },
    attributes: { 'http.response.status_code': 404, 'error.type': '404' },
  });
  check('a method that is not known', '/ok', (url) => fetch(url, { method: 'PROPFIND' }), {
    status: UNSET,
    attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
  });
  check('refused', 'http://127.0.0.1:2/', read, failed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:2'));
  check('hung up before the response', '/reset', read, failed('UND_ERR_SOCKET', 'other side closed'));
  check('hung up within the response', '/half', read, failed('UND_ERR_SOCKET', 'other side closed'));
  check(
    'aborted',
    '/never',
    (url) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 30);
      return fetch(url, { signal: controller.signal });
    },
    failed('AbortError'),
  );
  check('timeout', '/never', (url) => fetch(url, { signal: AbortSignal.timeout(30) }), failed('TimeoutError'));
  check(
    'timeout within the response',
    '/waiting',
    async (url) => {
      const response = await fetch(url, { signal: AbortSignal.timeout(150) });
      return response.text();
    },
    failed('TimeoutError'),
  );
  check('a body that is cancelled is no failure', '/large', async (url) => (await fetch(url)).body?.cancel(), answered);
  check(
    'a body that is aborted is no failure',
    '/large',
    async (url) => {
      const controller = new AbortController();
      await fetch(url, { signal: controller.signal });
      controller.abort();
    },
    answered,
  );
  check('a redirect that is not followed', '/redirect-large', (url) => fetch(url, { redirect: 'error' }), {
    status: UNSET,
    attributes: { 'http.response.status_code': 302 },
  });
  check(
    'a WebSocket',
    '/socket',
    (url) => {
      const socket = new WebSocket(url.replace('http', 'ws'));
      socket.addEventListener('error', () => {});
      return new Promise((resolve) => {
        socket.addEventListener('close', resolve);
      });
    },
    { status: UNSET, attributes: { 'http.response.status_code': 101, 'server.address': '127.0.0.1' } },
  );

  test.each(['/redirect', '/redirect-large'])('%s: each hop is a span, none has failed', async (path) => {
    const caller = capture.provider.getTracer('test').startSpan('caller');
    await storage.run(withSpan(ROOT, caller), async () => (await fetch(`${origin.url}${path}`)).text());
    const hops = await capture.ended(2);
    expect(hops.map((span) => [span.attributes['http.response.status_code'], span.status])).toEqual([
      [302, UNSET],
      [200, UNSET],
    ]);
    const parents = hops.map((span) => span.parentSpanContext?.spanId);
    expect(parents).toEqual([caller.spanContext().spanId, caller.spanContext().spanId]);
  });

  test('runs on in the context of its caller', async () => {
    const caller = withSpan(ROOT, capture.provider.getTracer('test').startSpan('caller'));
    await storage.run(caller, async () => {
      const response = await fetch(`${origin.url}/stream`);
      expect(activeContext()).toBe(caller);
      await response.text();
      expect(activeContext()).toBe(caller);
    });
  });

  test('each of several at once belongs to its own caller', async () => {
    const callers = ['a', 'b', 'c'].map((name) => capture.provider.getTracer('test').startSpan(name));
    await Promise.all(
      callers.map((caller) =>
        storage.run(withSpan(ROOT, caller), async () => (await fetch(`${origin.url}/stream`)).text()),
      ),
    );
    const spans = await capture.ended(3);
    const idOf = (span: (typeof callers)[number]): string => span.spanContext().spanId;
    expect(spans.map((span) => span.parentSpanContext?.spanId).toSorted()).toEqual(callers.map(idOf).toSorted());
  });
});

describe.each(LIBRARIES)('$name', ({ library, major }) => {
  const { Agent, Client, interceptors, Pool, RetryAgent } = library;

  test('request()', async () => {
    const pool = new Pool(origin.url);
    const { body } = await pool.request({ path: '/ok', method: 'GET' });
    await body.text();
    const [span] = await capture.ended(1);
    await pool.close();
    expect(span.attributes).toEqual(plain('/ok'));
  });

  test('a response that is never read ends with its connection', async () => {
    const client = new Client(origin.url);
    const { body } = await client.request({ path: '/large', method: 'GET' });
    body.on('error', () => {});
    expect(capture.spans).toEqual([]);
    await client.destroy();
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 200, 'error.type': 'UND_ERR_DESTROYED' });
  });

  test('upgrade() and connect()', async () => {
    const client = new Client(origin.url);
    const upgraded = await client.upgrade({ path: '/socket', protocol: 'echo' });
    upgraded.socket.destroy();
    const { socket } = await client.connect({ path: 'shop.example:443' });
    socket.destroy();
    const spans = await capture.ended(2);
    await client.destroy();
    expect(spans.map(({ status }) => status)).toEqual([UNSET, UNSET]);
    expect(spans.map(({ attributes }) => attributes)).toMatchObject([
      { 'http.response.status_code': 101, 'url.full': `${origin.url}/socket` },
      { 'http.response.status_code': 200, 'url.full': 'http://shop.example:443', 'http.request.method': 'CONNECT' },
    ]);
    expect(capture.provider.shared.counters).toMatchObject({ started: 2, ended: 2 });
  });

  /** The caller's spans, one for each request that goes through `act` at the same time, and what came of each. */
  async function callTogether(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
    const callers = Array.from({ length: count }, (_, index) =>
      capture.provider.getTracer('test').startSpan(`${index}`),
    );
    await Promise.all(callers.map((caller, index) => storage.run(withSpan(ROOT, caller), act, index)));
    const spans = await capture.ended(count);
    for (const span of spans) {
      const index = Number(new URL(String(span.attributes['url.full'])).searchParams.get('id'));
      expect(span.parentSpanContext?.spanId).toBe(callers[index].spanContext().spanId);
    }
  }

  test('a request that waited in a pool belongs to its caller', async () => {
    const pool = new Pool(origin.url, { connections: 1 });
    await callTogether(6, async (index) => {
      const { body } = await pool.request({ path: `/stream?id=${index}`, method: 'GET' });
      await body.dump();
    });
    await pool.close();
  });

  // Before 8.12 nothing in a `fetch` that waited says who called it.
  test.runIf(major >= 8)('so does a fetch', async () => {
    const dispatcher = new Agent({ connections: 1 });
    await callTogether(6, async (index) =>
      (await library.fetch(`${origin.url}/stream?id=${index}`, { dispatcher })).text(),
    );
    await dispatcher.close();
  });

  const redirecting = (): InstanceType<typeof Agent> =>
    new Agent().compose(interceptors.redirect({ maxRedirections: 3 })) as InstanceType<typeof Agent>;
  const retrying = (): InstanceType<typeof Agent> =>
    new RetryAgent(new Agent(), { minTimeout: 1 }) as unknown as InstanceType<typeof Agent>;

  test.each([
    ['a redirect', '/redirect', redirecting, [302, 200]],
    ['a retry', '/unavailable-once', retrying, [503, 200]],
  ])('%s counts what came before', async (_name, path, createDispatcher, codes) => {
    origin.received.length = 0;
    const dispatcher = createDispatcher();
    const caller = capture.provider.getTracer('test').startSpan('caller');
    // Others use the connection before: its callbacks run in their contexts.
    for (const other of ['a', 'b']) {
      const context = withSpan(ROOT, capture.provider.getTracer('test').startSpan(other));
      await storage.run(context, async () => (await library.request(`${origin.url}/ok`, { dispatcher })).body.dump());
    }
    await storage.run(withSpan(ROOT, caller), async () =>
      (await library.request(`${origin.url}${path}`, { dispatcher })).body.dump(),
    );
    const spans = (await capture.ended(4)).slice(2);
    await dispatcher.close();
    expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual(codes);
    // Undici 7 hides what counts the attempts.
    const resent = major === 7 ? undefined : 1;
    expect(spans.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, resent]);
    const { spanId } = caller.spanContext();
    expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([spanId, spanId]);
  });

  test('HTTP/2', async () => {
    const read = (name: string): Buffer => readFileSync(new URL(`../../export/fixtures/tls/${name}`, import.meta.url));
    const server = createSecureServer(
      { cert: read('server.pem'), key: read('server-key.pem') },
      (_request, response) => {
        response.end('ok');
      },
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const dispatcher = new Agent({ allowH2: true, connect: { ca: read('ca.pem').toString() } });
    await (await library.request(`https://127.0.0.1:${port}/ok`, { dispatcher })).body.dump();
    const [span] = await capture.ended(1);
    await dispatcher.close();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(span.attributes).toMatchObject({
      'url.full': `https://127.0.0.1:${port}/ok`,
      'http.response.status_code': 200,
      // Undici 6 does not tell over which connection HTTP/2 goes.
      ...(major > 6 && { 'network.protocol.version': '2', 'network.peer.port': port }),
    });
  });
});
