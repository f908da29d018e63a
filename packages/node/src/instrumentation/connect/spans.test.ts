import { describe, expect, test } from 'vitest';
import { type CallRun, describeSpan, runCalls } from '../rpc/fixtures/run-calls.ts';

interface Setup {
  readonly file: string;
  readonly adapter: string;
  readonly protocol: 'connect' | 'grpc' | 'grpc-web';
  readonly httpVersion: '1.1' | '2';
  /** Of the server's HTTP span. */
  readonly hasHttpSpans: boolean;
  /** Whether the application adds our interceptors itself. */
  readonly isManual?: boolean;
}

const SETUPS: readonly Setup[] = [
  { file: 'app.mjs', adapter: 'node', protocol: 'connect', httpVersion: '1.1', hasHttpSpans: true },
  { file: 'app.cjs', adapter: 'node-cjs', protocol: 'grpc-web', httpVersion: '1.1', hasHttpSpans: true },
  { file: 'app.mjs', adapter: 'express', protocol: 'connect', httpVersion: '1.1', hasHttpSpans: true },
  { file: 'app.mjs', adapter: 'fastify', protocol: 'grpc-web', httpVersion: '1.1', hasHttpSpans: true },
  { file: 'app.mjs', adapter: 'http2', protocol: 'grpc', httpVersion: '2', hasHttpSpans: false },
  { file: 'app.cjs', adapter: 'http2-cjs', protocol: 'connect', httpVersion: '2', hasHttpSpans: false },
  { file: 'app.mjs', adapter: 'http2', protocol: 'grpc-web', httpVersion: '2', hasHttpSpans: false },
];

/** Calls and the statuses of their two spans, in the words of the Connect protocol. */
const CALLS: Readonly<Record<string, readonly [client: string, server: string | undefined]>> = {
  say: ['Say ok', 'Say ok'],
  'say not found': ['Say not_found ERROR', 'Say not_found'],
  'say internal': ['Say internal ERROR', 'Say internal ERROR'],
  'say throw': ['Say internal ERROR', 'Say internal ERROR'],
  'say headers': ['Say ok', 'Say ok'],
  'say cancel': ['Say canceled ERROR', 'Say canceled'],
  'say nowhere': ['Say unavailable ERROR', undefined],
  count: ['Count ok', 'Count ok'],
  'count fail': ['Count data_loss ERROR', 'Count data_loss ERROR'],
  'count cancel': ['Count canceled ERROR', 'Count canceled'],
  collect: ['Collect ok', 'Collect ok'],
};

const NAMES = [...Object.keys(CALLS), 'say deadline', 'say aborted before'];

function runSetup({ file, ...setup }: Setup, names: readonly string[], options: object = {}): Promise<CallRun> {
  return runCalls({
    file: new URL(`fixtures/${file}`, import.meta.url),
    args: [JSON.stringify({ ...setup, names })],
    ...options,
  });
}

/** `rpc.status_code` of gRPC has other letters, and there is one for success. */
function inWordsOf(protocol: Setup['protocol'], text: string): string {
  const [method, code, ...rest] = text.split(' ');
  const grpc = code === 'canceled' ? 'CANCELLED' : code.toUpperCase();
  const word = protocol === 'connect' ? code.replace(/^ok$/, '-') : grpc;
  return [`shop.v1.Echo/${method}`, word, ...rest].join(' ');
}

const rpcSpans = (run: CallRun, call: string) =>
  run.chain(call).filter(({ scope }) => scope === '@throughline/node/connect');

describe.each(SETUPS)('$file, $adapter, $protocol over HTTP/$httpVersion', async (setup) => {
  const run = await runSetup(setup, setup.httpVersion === '2' ? [...NAMES, 'chat'] : NAMES);

  test.each(Object.entries(CALLS))('%s', (call, [client, server]) => {
    const expected = [`CLIENT ${inWordsOf(setup.protocol, client)}`];
    if (server !== undefined) expected.push(`SERVER ${inWordsOf(setup.protocol, server)}`);
    expect(rpcSpans(run, call).map(describeSpan)).toEqual(expected);
  });

  test('the spans of HTTP/1 requests are between those of the call, and name the method', () => {
    const path = 'shop.v1.Echo/Say';
    const http = setup.hasHttpSpans ? ['CLIENT POST', `SERVER POST /${path}`] : [];
    const chain = run.chain('say').map(({ kind, name }) => `${kind} ${name}`);
    expect(chain).toEqual([`CLIENT ${path}`, ...http, `SERVER ${path}`]);
    const [route] = run.chain('say').flatMap(({ attributes }) => attributes['http.route'] ?? []);
    expect(route).toBe(setup.hasHttpSpans ? `/${path}` : undefined);
  });

  test('attributes of both spans', () => {
    const status = setup.protocol === 'connect' ? {} : { 'rpc.status_code': 'OK' };
    for (const { attributes } of rpcSpans(run, 'say')) {
      expect(attributes).toEqual({
        'rpc.system.name': setup.protocol === 'connect' ? 'connectrpc' : 'grpc',
        'rpc.method': 'shop.v1.Echo/Say',
        'server.address': '127.0.0.1',
        'server.port': run.port,
        ...status,
      });
    }
  });

  test('handlers run in the span of their call, callers in their own', () => {
    expect(run.results.say.notes).toEqual(['handler: server', 'handler later: server']);
    expect(new Set(run.results.count.notes)).toEqual(
      new Set(['handler: server', 'handler next: server', 'message: caller']),
    );
    expect(new Set(run.results.collect.notes)).toEqual(
      new Set(['send: client', 'handler: server', 'handler message: server']),
    );
  });

  test('interceptors of the application run, in their order', () => {
    expect(run.results.say.order).toEqual([
      'client 1: client',
      'client 2: client',
      'server 1: server',
      'server 2: server',
    ]);
  });

  test('a call that was cancelled before it began ends', () => {
    const [client] = rpcSpans(run, 'say aborted before');
    expect(describeSpan(client)).toBe(`CLIENT ${inWordsOf(setup.protocol, 'Say canceled ERROR')}`);
  });

  test('a deadline ends both sides, whichever notices first', () => {
    const [client, server] = rpcSpans(run, 'say deadline').map(describeSpan);
    const texts = ['Say deadline_exceeded ERROR', 'Say canceled', 'Say aborted'].map((text) =>
      inWordsOf(setup.protocol, text),
    );
    expect(client).toBe(`CLIENT ${texts[0]}`);
    expect(texts.map((text) => `SERVER ${text}`)).toContain(server);
  });

  test('an error has type and message, without secrets', () => {
    const type = setup.protocol === 'connect' ? 'internal' : 'INTERNAL';
    for (const { attributes, status } of rpcSpans(run, 'say internal')) {
      expect(attributes['error.type']).toBe(type);
      expect(status).toEqual({ code: 2, message: 'planted, token=[REDACTED]' });
    }
    expect(rpcSpans(run, 'say not found')[1].attributes).not.toHaveProperty('error.type');
  });

  test('what a handler throws, which the library keeps to itself, is on the span', () => {
    const [, { events, status }] = rpcSpans(run, 'say throw');
    expect(events.map(({ attributes }) => [attributes['exception.type'], attributes['exception.message']])).toEqual([
      ['TypeError', 'planted in the handler'],
    ]);
    expect(status?.message).toBe('planted in the handler');
    expect(run.results['say throw'].result).toMatchObject({ message: 'internal error' });
  });

  const streamsBothWays = (): void => {
    expect(rpcSpans(run, 'chat').map(describeSpan)).toEqual([
      `CLIENT ${inWordsOf(setup.protocol, 'Chat ok')}`,
      `SERVER ${inWordsOf(setup.protocol, 'Chat ok')}`,
    ]);
    expect(run.results.chat.result).toEqual({ texts: ['A', 'B'] });
  };
  if (setup.httpVersion === '2') test('a stream in both directions', streamsBothWays);

  test('says nothing', () => expect(run.stderr).toBe(''));
});

describe('other environments', () => {
  const [h1] = SETUPS;
  const h2 = SETUPS[4];

  test('results are those without it', async () => {
    for (const setup of [h1, h2]) {
      const [on, off] = [await runSetup(setup, NAMES), await runSetup(setup, NAMES, { preload: false })];
      expect(off.spans).toEqual([]);
      const results = (run: CallRun) =>
        Object.fromEntries(
          NAMES.filter((name) => name !== 'say headers').map((name) => [name, run.results[name].result]),
        );
      expect(results(on)).toEqual(results(off));
    }
  });

  test('switched off, the requests are what remains', async () => {
    const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'connect' };
    const run = await runSetup(h1, ['say'], { environment });
    expect(run.chain('say').map(({ kind, name }) => `${kind} ${name}`)).toEqual(['CLIENT POST', 'SERVER POST']);
    const overHttp2 = await runSetup(h2, ['say headers'], { environment });
    expect(overHttp2.chain('say headers')).toEqual([]);
    expect(overHttp2.results['say headers'].result).toBe('mine');
  });

  test('an unsampled trace stays one', async () => {
    const run = await runSetup(h2, ['say headers'], { environment: { OTEL_TRACES_SAMPLER: 'always_off' } });
    expect(run.spans).toEqual([]);
    expect(run.results['say headers'].result).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/);
  });

  test('another propagator is used both ways', async () => {
    const run = await runSetup(h2, ['say'], { environment: { OTEL_PROPAGATORS: 'b3' } });
    expect(rpcSpans(run, 'say').map(({ kind }) => kind)).toEqual(['CLIENT', 'SERVER']);
  });

  test('baggage arrives, a malformed parent starts a new trace, and suppressed calls have no span', async () => {
    const run = await runSetup(h2, ['baggage', 'suppressed', 'malformed']);
    expect(run.results.baggage.result).toBe('customer_id=customer-123');
    expect(run.chain('suppressed').map(({ kind }) => kind)).toEqual([]);
    const roots = run.spans.filter(({ kind, parentSpanId }) => kind === 'SERVER' && parentSpanId === '');
    // The call without a parent, and the one whose parent nobody can read.
    expect(roots.map(({ name }) => name)).toEqual(['shop.v1.Echo/Say', 'shop.v1.Echo/Say']);
  });

  test.each([
    ['is on all spans', {}, 'customer-123'],
    ['does not leave a service that keeps it', { OTEL_NODE_BAGGAGE_HOSTS: 'none' }, undefined],
    ['is not believed by one that accepts none', { OTEL_NODE_BAGGAGE_ACCEPT: 'false' }, undefined],
  ])('baggage %s', async (_name, variables, received) => {
    const environment = { OTEL_NODE_BAGGAGE_ATTRIBUTES: 'customer_id', ...variables };
    for (const setup of [h1, h2]) {
      const run = await runSetup(setup, ['baggage'], { environment });
      const seen = run.chain('baggage').map(({ kind, attributes }) => [kind, attributes['baggage.customer_id']]);
      expect(seen.length).toBeGreaterThan(1);
      expect(seen).toEqual(seen.map(([kind]) => [kind, kind === 'CLIENT' ? 'customer-123' : received]));
    }
  });

  test('the interceptors trace what was loaded before tracing started', async () => {
    const late = { ...h2, file: 'late.mjs' };
    const without = await runSetup(late, ['say'], { preload: false });
    expect(without.chain('say')).toEqual([]);
    const run = await runSetup({ ...late, isManual: true }, ['say', 'count'], { preload: false });
    expect(run.chain('say').map(describeSpan)).toEqual(['CLIENT shop.v1.Echo/Say OK', 'SERVER shop.v1.Echo/Say OK']);
    expect(run.results.count.notes).toContain('handler next: server');
  });

  test('the interceptors add nothing to what is traced already', async () => {
    const run = await runSetup({ ...h2, isManual: true }, ['say']);
    expect(run.chain('say').map(describeSpan)).toEqual(['CLIENT shop.v1.Echo/Say OK', 'SERVER shop.v1.Echo/Say OK']);
  });

  test('the interceptors do nothing with tracing off', async () => {
    const run = await runSetup({ ...h2, isManual: true }, ['say headers'], { preload: false });
    expect(run.results['say headers'].result).toBe('mine');
  });
});
