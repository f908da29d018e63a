import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpClient } from './client.ts';
import { type Capture, keysOf, startCapture } from './fixtures/client-capture.ts';
import { type Origin, startOrigin } from './fixtures/client-origin.ts';
import { type Call, call } from './fixtures/client-request.ts';

const ERROR = 2;
const UNSET = { code: 0 };

let origin: Origin;
let capture: Capture;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => {
  agent.destroy();
  return origin.close();
});
beforeEach(() => {
  capture = startCapture(httpClient);
});
afterEach(() => capture.stop());

interface Expected {
  readonly status?: object;
  readonly attributes?: object;
}

/** The one span of a request. A second end, or a second span, would show: the next test starts on a new list. */
const check = (name: string, how: Call | (() => Call), expected: Expected): void => {
  test(name, async () => {
    await call({ port: origin.port, ...(typeof how === 'function' ? how() : how) });
    const [span] = await capture.ended(1);
    expect(capture.spans).toHaveLength(1);
    expect(capture.provider.shared.counters).toMatchObject({ started: 1, ended: 1 });
    expect(keysOf(span)).toHaveLength(new Set(keysOf(span)).size);
    expect(span.kind).toBe(2);
    if (expected.status !== undefined) expect(span.status).toEqual(expected.status);
    expect(span.attributes).toMatchObject(expected.attributes ?? {});
  });
};

describe('attributes', () => {
  test('follow the semantic conventions', async () => {
    await call({ port: origin.port, path: '/ok?id=7&token=abcdefgh', agent });
    const [span] = await capture.ended(1);
    expect(span).toMatchObject({ name: 'GET', kind: 2, status: UNSET });
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'url.full': `${origin.url}/ok?id=7&token=[REDACTED]`,
      'server.address': '127.0.0.1',
      'server.port': origin.port,
      'http.response.status_code': 200,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': origin.port,
      'network.protocol.version': '1.1',
    });
  });

  check(
    'method that is not known',
    { method: 'PROPFIND' },
    {
      attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
    },
  );
  check('method in lower case', { method: 'post' }, { attributes: { 'http.request.method': 'POST' } });

  test('a method that is not known is not in the name', async () => {
    await call({ port: origin.port, method: 'PROPFIND' });
    expect((await capture.ended(1))[0].name).toBe('HTTP');
  });

  const status = (code: number, expected: object, type: string | undefined): void =>
    test(`status ${code}`, async () => {
      await call({ port: origin.port, path: `/status/${code}` });
      const [span] = await capture.ended(1);
      expect(span.status).toEqual(expected);
      expect(span.attributes).toMatchObject({ 'http.response.status_code': code });
      expect(span.attributes['error.type']).toBe(type);
    });
  status(204, UNSET, undefined);
  status(302, UNSET, undefined);
  status(399, UNSET, undefined);
  status(400, { code: ERROR }, '400');
  status(404, { code: ERROR }, '404');
  status(503, { code: ERROR }, '503');
});

describe('a span ends once', () => {
  check('read to its end', { path: '/stream' }, { status: UNSET, attributes: { 'http.response.status_code': 200 } });
  check('HEAD', { method: 'HEAD' }, { status: UNSET });
  check('nobody listens for the response', { path: '/large', receive: undefined }, { status: UNSET });
  check('early hints', { path: '/hints' }, { status: UNSET, attributes: { 'http.response.status_code': 200 } });
  check('closed by the server', { path: '/close', agent: false }, { status: UNSET });
  check(
    'streamed up',
    {
      method: 'POST',
      send: (request) => {
        request.write('one');
        setTimeout(() => request.end('two'), 10);
      },
    },
    { status: UNSET },
  );
  check(
    'answered before it was sent',
    {
      method: 'POST',
      path: '/status/413',
      send: (request) => request.flushHeaders(),
      receive: (response, request) => response.resume().once('end', () => request.destroy()),
    },
    { status: { code: ERROR }, attributes: { 'error.type': '413' } },
  );

  test('when the response has been read, not when the next one is', async () => {
    const request = get({ port: origin.port, host: '127.0.0.1', path: '/stream', agent });
    const [response] = await once(request, 'response');
    expect(capture.spans).toHaveLength(0);
    response.resume();
    let endedFirst = false;
    response.once('end', () => {
      endedFirst = capture.spans.length === 1;
    });
    await once(request, 'close');
    expect(endedFirst).toBe(true);
  });

  test('when the connection of a response that is never read closes', async () => {
    const request = get({ port: origin.port, host: '127.0.0.1', path: '/half' });
    request.on('response', (response) => response.on('error', () => {}));
    await once(request, 'response');
    expect(capture.spans).toHaveLength(0);
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 200, 'error.type': 'ECONNRESET' });
  });

  test('each of several over one connection', async () => {
    const own = new Agent({ keepAlive: true, maxSockets: 1 });
    await Promise.all([1, 2, 3].map((id) => call({ port: origin.port, path: `/ok?${id}`, agent: own })));
    const spans = await capture.ended(3);
    own.destroy();
    expect(spans.map((span) => span.attributes['url.full'])).toEqual([1, 2, 3].map((id) => `${origin.url}/ok?${id}`));
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
    for (const span of spans) expect(span.attributes).toMatchObject({ 'network.peer.port': origin.port });
  });

  test('each hop of a redirect that the application follows', async () => {
    let location = '';
    await call({
      port: origin.port,
      path: '/redirect',
      receive: (response) => {
        location = response.headers.location ?? '';
        response.resume();
      },
    });
    await call({ port: origin.port, path: location });
    const spans = await capture.ended(2);
    expect(spans.map((span) => span.attributes['http.response.status_code'])).toEqual([302, 200]);
  });
});

describe('a request that fails', () => {
  const failed = (type: string, message: string): Expected => ({
    status: { code: ERROR, message },
    attributes: { 'error.type': type },
  });
  check('refused', { port: 1 }, failed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'));
  check(
    'refused on every address',
    {
      port: 1,
      host: 'localhost',
      lookup: (_host, _options, done) => {
        done(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '127.0.0.2', family: 4 },
        ]);
      },
    },
    failed('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1; connect ECONNREFUSED 127.0.0.2:1'),
  );
  check(
    'names the peer that refused',
    { port: 1 },
    {
      attributes: { 'network.peer.address': '127.0.0.1', 'network.peer.port': 1, 'server.port': 1 },
    },
  );
  const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  check(
    'unknown host',
    { host: 'nowhere.invalid', lookup: (_host, _options, done) => done(notFound, []) },
    failed('ENOTFOUND', 'getaddrinfo ENOTFOUND'),
  );
  check('an answer that is no HTTP', { path: '/garbage' }, { attributes: { 'error.type': 'HPE_INVALID_CONSTANT' } });
  check('hung up before the response', { path: '/reset' }, failed('ECONNRESET', 'socket hang up'));
  check('hung up within the response', { path: '/half' }, failed('ECONNRESET', 'aborted'));
  check(
    'timeout',
    {
      path: '/never',
      timeout: 30,
      send: (request) => request.end().once('timeout', () => request.destroy(new Error('too slow'))),
    },
    failed('Error', 'too slow'),
  );
  check('aborted by a signal', () => ({ path: '/never', signal: AbortSignal.timeout(30) }), {
    status: { code: ERROR, message: 'The operation was aborted' },
    attributes: { 'error.type': 'ABORT_ERR' },
  });
  const late = new AbortController();
  const stop = (): void => late.abort(new DOMException('too late', 'TimeoutError'));
  check(
    'timeout by a signal within the response',
    { path: '/waiting', signal: late.signal, receive: stop },
    {
      status: { code: ERROR, message: 'The operation was aborted' },
      attributes: { 'error.type': 'ABORT_ERR', 'http.response.status_code': 200 },
    },
  );
  check(
    'destroyed before it was sent',
    { send: (request) => void request.destroy() },
    failed('ECONNRESET', 'socket hang up'),
  );
  check(
    'aborted before it was sent',
    { send: (request) => request.abort() },
    failed('ABORT_ERR', 'the request was aborted before a response'),
  );
  check(
    'destroyed with an error of the application',
    { path: '/never', send: (request) => void request.destroy(new TypeError('mine')) },
    failed('TypeError', 'mine'),
  );

  // Agents that know proxies are new in Node 24.
  test.runIf(Number.parseInt(process.versions.node, 10) >= 24)('refused by a proxy', async () => {
    const proxied = { agent: new TlsAgent({ proxyEnv: { HTTPS_PROXY: origin.url } } as object), tls: true };
    await call({ host: 'forbidden.example', ...proxied });
    const [span] = await capture.ended(1);
    expect(span.status).toEqual({ code: ERROR, message: 'the request was closed without a response' });
    expect(span.attributes).toMatchObject({ 'server.address': 'forbidden.example', 'error.type': '_OTHER' });
  });
});

describe('a response that the application has enough of is no failure', () => {
  const enough: Expected = { status: UNSET, attributes: { 'http.response.status_code': 200 } };
  check('destroyed', { path: '/large', receive: (response) => void response.destroy() }, enough);
  check(
    'left in a loop',
    {
      path: '/large',
      receive: (response) => {
        void (async () => {
          for await (const chunk of response) if (chunk.length > 0) break;
        })();
      },
    },
    enough,
  );
  const controller = new AbortController();
  check('aborted', { path: '/waiting', signal: controller.signal, receive: () => controller.abort() }, enough);
});

describe('upgrades', () => {
  const upgrade = { headers: { connection: 'upgrade', upgrade: 'echo' } };
  check(
    'switched protocols',
    { ...upgrade, send: (request) => request.end().once('upgrade', (_response, socket) => socket.resume()) },
    {
      status: UNSET,
      attributes: { 'http.response.status_code': 101, 'network.peer.port': expect.any(Number) },
    },
  );
  check('switched, with nobody to take the socket', upgrade, { attributes: { 'http.response.status_code': 101 } });
  check(
    'CONNECT',
    {
      method: 'CONNECT',
      path: 'shop.example:443',
      send: (request) => request.end().once('connect', (_response, socket) => void socket.destroy()),
    },
    {
      status: UNSET,
      attributes: {
        'http.response.status_code': 200,
        'url.full': 'http://shop.example:443',
        'server.address': 'shop.example',
      },
    },
  );
});

describe('disabled', () => {
  test('nothing is touched', async () => {
    capture.stop();
    const request = get({ port: origin.port, host: '127.0.0.1' });
    expect(request.eventNames()).toEqual([]);
    expect(request.getHeaderNames()).toEqual(['host']);
    expect(
      Object.getOwnPropertySymbols(request)
        .map(String)
        .filter((name) => name.includes('throughline')),
    ).toEqual([]);
    await once(
      request.on('response', (response) => response.resume()),
      'close',
    );
    expect(capture.spans).toEqual([]);
  });

  test('a request under way still ends', async () => {
    const request = get({ port: origin.port, host: '127.0.0.1', path: '/stream' }, (response) => response.resume());
    capture.stop();
    await once(request, 'close');
    const [span] = await capture.ended(1);
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 200 });
  });
});
