import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeSpan, runCalls } from '../rpc/fixtures/run-calls.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

type Expected = readonly [client: string, server: string | undefined];

/** Calls and the statuses of their two spans. */
const CALLS: Readonly<Record<string, Expected>> = {
  say: ['Say OK', 'Say OK'],
  'say not found': ['Say NOT_FOUND ERROR', 'Say NOT_FOUND'],
  'say internal': ['Say INTERNAL ERROR', 'Say INTERNAL ERROR'],
  'say throw': ['Say UNKNOWN ERROR', 'Say UNKNOWN ERROR'],
  'say code 99': ['Say 99 ERROR', 'Say 99'],
  'say metadata': ['Say OK', 'Say OK'],
  'say cancel': ['Say CANCELLED ERROR', 'Say CANCELLED'],
  'say unserializable': ['Say INTERNAL ERROR', 'Say UNIMPLEMENTED ERROR'],
  'say nowhere': ['Say UNAVAILABLE ERROR', undefined],
  count: ['Count OK', 'Count OK'],
  'count fail': ['Count DATA_LOSS ERROR', 'Count DATA_LOSS ERROR'],
  'count cancel': ['Count CANCELLED ERROR', 'Count CANCELLED'],
  'count iterate': ['Count OK', 'Count OK'],
  collect: ['Collect OK', 'Collect OK'],
  chat: ['Chat OK', 'Chat OK'],
  'chat half-close': ['Chat OK', 'Chat OK'],
};

/** Where the callbacks of each call run. */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  say: ['handler: server', 'handler later: server', 'callback: caller'],
  'say cancel': ['handler: server', 'handler cancelled: server'],
  count: ['handler: server', 'metadata: caller', 'data: caller', 'status: caller', 'end: caller'],
  'count fail': [
    'handler: server',
    'metadata: caller',
    'data: caller',
    'error: caller',
    'status: caller',
    'end: caller',
  ],
  'count iterate': ['handler: server', 'iteration: caller'],
  collect: ['handler: server', 'handler data: server', 'callback: caller'],
  chat: [
    'handler: server',
    'handler data: server',
    'metadata: caller',
    'data: caller',
    'handler end: server',
    'status: caller',
    'end: caller',
  ],
};

describe.each(['app.cjs', 'app.mjs'])('%s', async (file) => {
  const run = await runCalls({ file: fixture(file), args: [...Object.keys(CALLS), 'say deadline', 'shout'] });

  test.each(Object.entries(CALLS))('%s', (call, [client, server]) => {
    const expected = [`CLIENT shop.v1.Echo/${client}`];
    if (server !== undefined) expected.push(`SERVER shop.v1.Echo/${server}`);
    expect(run.chain(call).map(describeSpan)).toEqual(expected);
  });

  test.each(Object.entries(NOTES))('callbacks and events of %s run where they belong', (call, notes) => {
    const { notes: seen } = run.results[call];
    // Also after a good end, which the library calls a cancellation.
    const isCancelled = notes.includes('handler cancelled: server');
    const relevant = seen.filter((one) => !one.startsWith('server') && (isCancelled || !/cancelled/.test(one)));
    expect(new Set(relevant)).toEqual(new Set(notes));
  });

  test('attributes of both spans', () => {
    const common = {
      'rpc.system.name': 'grpc',
      'rpc.method': 'shop.v1.Echo/Say',
      'rpc.status_code': 'OK',
      'server.address': '127.0.0.1',
      'server.port': run.port,
      'network.peer.address': '127.0.0.1',
    };
    const [client, server] = run.chain('say');
    expect(client.attributes).toEqual({ ...common, 'network.peer.port': run.port });
    expect(server.attributes).toEqual({ ...common, 'network.peer.port': expect.any(Number) });
    expect([client.scope, server.scope]).toEqual(['@throughline/node/grpc-js', '@throughline/node/grpc-js']);
  });

  test('a deadline ends both sides, whichever notices first', () => {
    const [client, server] = run.chain('say deadline').map(describeSpan);
    expect(client).toBe('CLIENT shop.v1.Echo/Say DEADLINE_EXCEEDED ERROR');
    expect(server).toMatch(/^SERVER shop\.v1\.Echo\/Say (?:DEADLINE_EXCEEDED ERROR|CANCELLED)$/);
  });

  test('a method that the server does not have is not a name', () => {
    const [client, server] = run.chain('shout');
    expect(describeSpan(client)).toBe('CLIENT shop.v1.Echo/Shout UNIMPLEMENTED ERROR');
    expect(describeSpan(server)).toBe('SERVER grpc UNIMPLEMENTED ERROR');
    expect(server.attributes).toMatchObject({
      'rpc.method': '_OTHER',
      'rpc.method_original': 'shop.v1.Echo/Shout',
      'error.type': 'UNIMPLEMENTED',
    });
  });

  test('an error has type and message, without secrets', () => {
    const [client, server] = run.chain('say internal');
    for (const span of [client, server]) {
      expect(span.attributes['error.type']).toBe('INTERNAL');
      expect(span.status).toEqual({ code: 2, message: 'planted, token=[REDACTED]' });
    }
    expect(run.chain('say not found')[1].attributes).not.toHaveProperty('error.type');
  });

  test('what a handler throws, which the library keeps to itself, is on the span', () => {
    const { events } = run.chain('say throw')[1];
    expect(
      events.map(({ name, attributes }) => [name, attributes['exception.type'], attributes['exception.message']]),
    ).toEqual([['exception', 'TypeError', 'planted in the handler']]);
    expect(run.results['say throw'].result).toBe('2 Unknown error');
  });

  test('the context goes out in a copy of the metadata', () => {
    const [client] = run.chain('say metadata');
    expect(run.results['say metadata'].result).toEqual({
      mine: 'kept',
      injected: `00-${client.traceId}-${client.spanId}-03`,
      own: { 'x-mine': 'kept', traceparent: 'mine' },
    });
    expect(JSON.stringify(run.spans.map(({ attributes }) => attributes))).not.toContain('kept');
  });

  test('streams deliver what they deliver without it, in order', async () => {
    const untraced = await runCalls({ file: fixture(file), args: Object.keys(CALLS), preload: false });
    expect(untraced.spans).toEqual([]);
    for (const call of ['count', 'count fail', 'count cancel', 'count iterate', 'collect', 'chat', 'chat half-close']) {
      const names = (notes: readonly string[]): string[] => notes.map((note) => note.replace(/:.*/, ''));
      expect(run.results[call].result).toEqual(untraced.results[call].result);
      // Both sides share a process, but not an order.
      const ofClient = (notes: readonly string[]): string[] => names(notes).filter((one) => !one.startsWith('handler'));
      expect(ofClient(run.results[call].notes)).toEqual(ofClient(untraced.results[call].notes));
    }
  });

  test('says nothing', () => expect(run.stderr).toBe(''));
});

describe('other environments', () => {
  test('switched off, nothing is recorded and nothing is sent', async () => {
    const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'grpc-js' };
    const run = await runCalls({ file: fixture('app.cjs'), args: ['say', 'say metadata', 'untouched'], environment });
    expect(run.spans.filter(({ name }) => !name.startsWith('caller')).map(describeSpan)).toEqual([]);
    expect(run.results['say metadata'].result).toMatchObject({ injected: 'mine' });
    expect(run.results.untouched.result).toEqual({ channel: 'createCall', server: 'register', ownStart: false });
  });

  test('an unsampled trace stays one', async () => {
    const run = await runCalls({
      file: fixture('app.cjs'),
      args: ['say metadata'],
      environment: { OTEL_TRACES_SAMPLER: 'always_off' },
    });
    expect(run.spans).toEqual([]);
    expect(run.results['say metadata'].result).toMatchObject({
      injected: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/),
    });
  });

  test('another propagator is used both ways', async () => {
    const run = await runCalls({ file: fixture('app.mjs'), args: ['say'], environment: { OTEL_PROPAGATORS: 'b3' } });
    expect(run.chain('say').map(({ kind }) => kind)).toEqual(['CLIENT', 'SERVER']);
  });

  test('baggage arrives, and a malformed parent starts a new trace', async () => {
    const run = await runCalls({ file: fixture('app.cjs'), args: ['baggage', 'malformed', 'suppressed'] });
    expect(run.results.baggage.result).toBe('customer_id=customer-123');
    const malformed = run.spans.find(
      ({ kind, traceId }) => kind === 'SERVER' && traceId !== run.chain('baggage')[1].traceId,
    );
    expect(malformed).toMatchObject({ parentSpanId: '', name: 'shop.v1.Echo/Say' });
    expect(run.chain('suppressed')).toEqual([]);
    expect(run.results.suppressed.result).toBe('hello');
  });

  test.each([
    ['is on both spans', {}, 'customer-123', 'customer-123'],
    ['does not leave a service that keeps it', { OTEL_NODE_BAGGAGE_HOSTS: 'none' }, 'customer-123', undefined],
    ['is not believed by one that accepts none', { OTEL_NODE_BAGGAGE_ACCEPT: 'false' }, 'customer-123', undefined],
  ])('baggage %s', async (_name, variables, ...expected) => {
    const environment = { OTEL_NODE_BAGGAGE_ATTRIBUTES: 'customer_id', ...variables };
    const run = await runCalls({ file: fixture('app.cjs'), args: ['baggage'], environment });
    const spans = run.chain('baggage');
    expect(spans.map(({ kind }) => kind)).toEqual(['CLIENT', 'SERVER']);
    expect(spans.map(({ attributes }) => attributes['baggage.customer_id'])).toEqual(expected);
  });

  test('interceptors of the application run, in their order', async () => {
    const run = await runCalls({ file: fixture('app.cjs'), args: ['intercepted', 'rejected'] });
    expect(run.results.intercepted.notes.filter((note) => /^(?:client|server)/.test(note))).toEqual([
      'client 1: caller',
      'client 2: caller',
      'server 1: server',
      'server 2: server',
      'client 2 status: caller',
      'client 1 status: caller',
    ]);
    expect(run.chain('rejected').map(describeSpan)).toEqual([
      'CLIENT shop.v1.Echo/Say UNAUTHENTICATED ERROR',
      'SERVER shop.v1.Echo/Say UNAUTHENTICATED',
    ]);
  });
});

describe('in a minified bundle', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'grpc-bundle-')));
  const bundle = pathToFileURL(join(folder, 'app.mjs'));

  beforeAll(async () => {
    const build = await rolldown({
      input: fileURLToPath(fixture('bundled.mjs')),
      platform: 'node',
      external: /^node:|^@throughline/,
      logLevel: 'silent',
    });
    const paths = (name: string): string => (name.startsWith('@') ? import.meta.resolve(name) : name);
    await build.write({ file: fileURLToPath(bundle), format: 'esm', minify: true, paths });
    await build.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('calls are traced once the library is handed over', async () => {
    const run = await runCalls({ file: bundle, args: ['handed-over', 'say', 'chat'] });
    expect(run.chain('say').map(describeSpan)).toEqual(['CLIENT shop.v1.Echo/Say OK', 'SERVER shop.v1.Echo/Say OK']);
    expect(run.chain('chat').map(describeSpan)).toEqual(['CLIENT shop.v1.Echo/Chat OK', 'SERVER shop.v1.Echo/Chat OK']);
  });

  test('and not before', async () => {
    const run = await runCalls({ file: bundle, args: ['kept', 'say'] });
    expect(run.chain('say')).toEqual([]);
  });
});
