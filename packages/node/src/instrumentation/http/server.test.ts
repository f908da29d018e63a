import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, type ReceivedSpan, startReceiver } from '../../fixtures/otlp-receiver.ts';
import { type Outcome, runTraced } from '../../fixtures/run-traced.ts';

const FIXTURE = new URL('./fixtures/server.ts', import.meta.url);
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

interface Exchange {
  /** Bytes sent on one connection, one after the other, each after an answer (or a short while). */
  readonly send: readonly string[];
  readonly args?: readonly string[];
  readonly environment?: Record<string, string>;
  /** Closes the connection this long after the last bytes. */
  readonly hangUp?: boolean;
}

interface Result extends Outcome {
  readonly answer: string;
  readonly spans: ReceivedSpan[];
}

/** Runs the server, talks to it over one connection, ends it, and returns the spans that it exported. */
async function talk({ send, args, environment = {}, hangUp = false }: Exchange): Promise<Result> {
  let started: (value: [ChildProcess, number]) => void = () => {};
  const listening = new Promise<[ChildProcess, number]>((resolve) => {
    started = resolve;
  });
  const outcome = runTraced({
    file: FIXTURE,
    args,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'fixture', ...environment },
    onOutput: (child, text) => started([child, Number(text)]),
  });
  const [child, port] = await listening;
  const answer = await exchange(port, { send, hangUp });
  child.stdin?.end();
  const ended = await outcome;
  return { ...ended, answer, spans: receiver.spans };
}

async function exchange(port: number, { send, hangUp }: { send: readonly string[]; hangUp: boolean }): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const bytes of send) {
    socket.write(bytes);
    await Promise.race([once(socket, 'data'), once(socket, 'close'), wait(150)]);
  }
  await wait(60);
  if (hangUp) socket.resetAndDestroy();
  else socket.end();
  await wait(60);
  return answer;
}

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const get = (path: string, ...headers: string[]): string =>
  `GET ${path} HTTP/1.1\r\nHost: shop.example:8080\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n`;

const attributesOf = ({ spans }: Result): Record<string, unknown> => spans[0].attributes;

describe('attributes', () => {
  test('follow the semantic conventions', async () => {
    const result = await talk({ send: [get('/ok?id=7&token=abcdefgh', 'User-Agent: test/1')] });
    const { 'network.peer.port': peerPort, ...attributes } = attributesOf(result);
    expect(peerPort).toBeGreaterThan(0);
    expect(attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': '/ok',
      'url.query': 'id=7&token=[REDACTED]',
      'url.scheme': 'http',
      'server.address': 'shop.example',
      'server.port': 8080,
      'client.address': '127.0.0.1',
      'network.peer.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      'user_agent.original': 'test/1',
    });
    expect(result.spans).toMatchObject([{ name: 'GET', kind: 'SERVER', parentSpanId: '', flags: 0x103 }]);
    expect(result.stderr).toBe('');
  });

  const check = (name: string, request: string, expected: Record<string, unknown>): void => {
    test(name, async () => expect(attributesOf(await talk({ send: [request] }))).toMatchObject(expected));
  };
  const forwarded = [
    'X-Forwarded-For: 203.0.113.9, 10.0.0.1',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: outer.example',
  ];
  check('X-Forwarded headers name the client', get('/ok', ...forwarded), {
    'client.address': '203.0.113.9',
    'url.scheme': 'https',
    'server.address': 'outer.example',
    'network.peer.address': '127.0.0.1',
  });
  check('Forwarded wins', get('/ok', 'Forwarded: for="[2001:db8::1]:99";proto=https;host=a.example:1', ...forwarded), {
    'client.address': '2001:db8::1',
    'server.address': 'a.example',
    'server.port': 1,
  });
  check('an IPv6 host', 'GET /ok HTTP/1.1\r\nHost: [::1]:9\r\n\r\n', { 'server.address': '::1', 'server.port': 9 });
  check('an unknown method', 'PROPFIND /ok HTTP/1.1\r\nHost: a\r\n\r\n', {
    'http.request.method': '_OTHER',
    'http.request.method_original': 'PROPFIND',
  });
  check('HTTP/1.0', 'GET /ok HTTP/1.0\r\n\r\n', { 'network.protocol.version': '1.0' });
  check('a target for a proxy', 'GET http://b:1/ok?x=1 HTTP/1.1\r\nHost: a\r\n\r\n', {
    'url.path': '/ok',
    'url.query': 'x=1',
  });
  check('a target for a proxy without path', 'GET HTTP://b?x=1 HTTP/1.1\r\nHost: a\r\n\r\n', {
    'url.path': '/',
    'url.query': 'x=1',
  });
  check('a target that is none', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', { 'url.path': '*' });
  check('no secret of a URL', get('/ok?access_token=abcdefghijk&x=1'), { 'url.query': 'access_token=[REDACTED]&x=1' });
  check('no code of OAuth, by the path', get('/callback?code=abcdefghijk'), { 'url.query': 'code=[REDACTED]' });

  test.each([
    ['/8456789?abcdefgh', '/8456789', 'abcdefgh'],
    ['/84567890?abcdefghi', '/8456789', 'abcdefgh'],
    ['/84567890', '/8456789', undefined],
  ])('%s at a limit of 8', async (target, path, query) => {
    const environment = { OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '8' };
    const attributes = attributesOf(await talk({ send: [get(target)], environment }));
    expect([attributes['url.path'], attributes['url.query']]).toEqual([path, query]);
  });

  test('captured headers', async () => {
    const environment = { OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'X-Tenant,Cookie' };
    const { spans } = await talk({ send: [get('/ok', 'X-Tenant: acme', 'Cookie: session=abc')], environment });
    expect(spans[0].attributes['http.request.header.x-tenant']).toEqual(['acme']);
    expect(JSON.stringify(spans[0].attributes['http.request.header.cookie'])).not.toContain('abc');
  });
});

describe('context', () => {
  test('continues a trace', async () => {
    const { spans, answer } = await talk({ send: [get('/context', `traceparent: ${TRACEPARENT}`, 'tracestate: a=1')] });
    expect(spans).toMatchObject([
      { traceId: TRACEPARENT.slice(3, 35), parentSpanId: TRACEPARENT.slice(36, 52), traceState: 'a=1', flags: 0x301 },
    ]);
    expect(answer).toContain(TRACEPARENT.slice(3, 35));
  });

  test.each(['nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01', `${TRACEPARENT}-extra`])(
    'starts a new trace for traceparent %s',
    async (header) => {
      const { spans, stderr } = await talk({ send: [get('/ok', `traceparent: ${header}`)] });
      expect(spans).toMatchObject([{ parentSpanId: '' }]);
      expect(stderr).toBe('');
    },
  );

  test('an unsampled parent is followed', async () => {
    const { spans } = await talk({ send: [get('/child', `traceparent: ${TRACEPARENT.slice(0, -2)}00`)] });
    expect(spans).toEqual([]);
  });

  test('reaches the application’s spans', async () => {
    const { spans } = await talk({ send: [get('/child')] });
    const server = spans.find(({ kind }) => kind === 'SERVER');
    expect(spans.find(({ name }) => name === 'child')?.parentSpanId).toBe(server?.spanId);
  });

  test('covers a body that comes in pieces', async () => {
    const head = 'POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab';
    const { spans, answer } = await talk({ send: [head, 'cd'] });
    const traceId = spans[0].traceId;
    expect(JSON.parse(answer.split('\r\n\r\n')[1].replace(/^[0-9a-f]+\r\n|\r\n0$/g, ''))).toEqual([
      traceId,
      traceId,
      traceId,
    ]);
  });

  test('keep-alive requests are traces of their own', async () => {
    const { spans } = await talk({ send: [get('/context'), get('/context'), get('/context')] });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(3);
  });

  test('pipelined requests too', async () => {
    const { spans, answer } = await talk({ send: [get('/context') + get('/stream') + get('/context')] });
    expect(spans).toHaveLength(3);
    const ids = spans.filter(({ attributes }) => attributes['url.path'] === '/context').map(({ traceId }) => traceId);
    for (const id of ids) expect(answer).toContain(id);
  });

  test('b3 where it is configured', async () => {
    const environment = { OTEL_PROPAGATORS: 'b3' };
    const { spans } = await talk({
      send: [get('/ok', `b3: ${TRACEPARENT.slice(3, 35)}-${TRACEPARENT.slice(36, 52)}-1`)],
      environment,
    });
    expect(spans).toMatchObject([{ traceId: TRACEPARENT.slice(3, 35) }]);
  });
});

describe('every request ends its span once', () => {
  const check = (
    name: string,
    exchanged: Exchange,
    expected: { status?: number; error?: string; code?: number },
  ): void => {
    test(name, async () => {
      const { spans } = await talk(exchanged);
      const server = spans.filter(({ kind }) => kind === 'SERVER');
      expect(server).toHaveLength(1);
      expect(server[0].attributes['http.response.status_code']).toBe(expected.code);
      expect(server[0].attributes['error.type']).toBe(expected.error);
      expect(server[0].status?.code ?? 0).toBe(expected.status ?? 0);
    });
  };
  const HOST = 'Host: a\r\n';
  check('answered', { send: [get('/ok')] }, { code: 200 });
  check('a client error is not the server’s', { send: [get('/status?code=404')] }, { code: 404 });
  check('499 is the last client error', { send: [get('/status?code=499')] }, { code: 499 });
  check('500 is the first server error', { send: [get('/status?code=500')] }, { code: 500, error: '500', status: 2 });
  check('streamed', { send: [get('/stream')] }, { code: 200 });
  check(
    'the client hangs up before the answer',
    { send: [get('/never')], hangUp: true },
    { error: 'aborted', status: 2 },
  );
  check(
    'the client hangs up in mid-answer',
    { send: [get('/half')], hangUp: true },
    { code: 200, error: 'aborted', status: 2 },
  );
  check('the handler destroys the response', { send: [get('/destroy')] }, { error: 'aborted', status: 2 });
  check('the handler throws', { send: [get('/throw')], hangUp: true }, { error: 'aborted', status: 2 });
  check(
    'Expect: 100-continue',
    { send: [`POST /body HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`, 'ab'] },
    { code: 200 },
  );
  const upgrade = get('/socket', 'Connection: Upgrade', 'Upgrade: echo');
  check('an upgrade', { send: [upgrade, 'hello'] }, { code: 101 });
  check('a refused upgrade', { send: [upgrade], args: ['--refuse'] }, { error: 'aborted', status: 2 });
  check('CONNECT', { send: [`CONNECT b:1 HTTP/1.1\r\n${HOST}\r\n`] }, { code: 200 });
  check('a broken request makes none before a good one', { send: [get('/ok')], hangUp: true }, { code: 200 });

  test('an upgrade runs in its context', async () => {
    const { spans, answer } = await talk({ send: [upgrade] });
    expect(answer).toContain(spans[0].traceId);
  });
});

describe('what is left out', () => {
  test('ignored paths, with everything below them', async () => {
    const environment = { OTEL_NODE_HTTP_IGNORE_INCOMING_PATHS: '/child,/health*' };
    const { spans } = await talk({ send: [get('/child'), get('/healthz'), get('/ok')], environment });
    expect(spans.map(({ attributes }) => attributes['url.path'])).toEqual(['/ok']);
  });

  test('everything where the instrumentation is off', async () => {
    const { spans } = await talk({
      send: [get('/ok')],
      environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http-server' },
    });
    expect(spans).toEqual([]);
  });

  test('garbage', async () => {
    const { spans, stderr } = await talk({ send: ['\x16\x03\x01 not http\r\n\r\n'] });
    expect(spans).toEqual([]);
    expect(stderr).toBe('');
  });
});
