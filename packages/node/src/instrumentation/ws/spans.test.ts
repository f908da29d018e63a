import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { named, runExported } from '../../fixtures/run-exported.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

/** The spans that a span is linked with. */
function linksOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): (string | undefined)[] {
  return span.links.map(({ spanId }) => spans.find((one) => one.spanId === spanId)?.name);
}

function sessionsOf(spans: readonly ReceivedSpan[]): [server: ReceivedSpan, client: ReceivedSpan] {
  const sessions = named(spans, 'websocket.session');
  const find = (role: string): ReceivedSpan =>
    sessions.find((span) => span.attributes['websocket.role'] === role) as ReceivedSpan;
  return [find('server'), find('client')];
}

/** A server and a client in one process; `body` has both, and `connected` is the server's socket. */
function program(body: string, { before = '', server = '' } = {}): string {
  return `
    import { once } from 'node:events';
    import { bootstrapTelemetry, currentTraceId, withSpan } from '@throughline/node';
    ${before}
    const { WebSocket, WebSocketServer } = await import('ws');
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ${server} });
    await once(server, 'listening');
    const url = 'ws://127.0.0.1:' + server.address().port + '/live';
    ${body}`;
}

const CONNECT = `
  const connection = once(server, 'connection');
  const client = new WebSocket(url);
  await once(client, 'open');
  const [connected] = await connection;`;

describe.each(['app.cjs', 'app.mjs'])('%s', async (file) => {
  const off = await runExported({ file: fixture(file), preload: false });
  const { spans, stdout, stderr } = await runExported({ file: fixture(file) });
  const [events, traces] = stdout.split('\n');

  test('sockets do what they do without it, in the same order', () => {
    expect(stderr).toBe('');
    expect(events).toBe(off.stdout.split('\n')[0]);
    expect(JSON.parse(events)).toContain('server message false 100000');
  });

  test('the upgrade is part of the trace of its caller', () => {
    const tree = ['websocket.upgrade', 'GET', 'GET', 'caller'];
    const [upgrade] = named(spans, 'websocket.upgrade');
    const names: string[] = [];
    for (let span: ReceivedSpan | undefined = upgrade; span !== undefined;) {
      const { parentSpanId, name }: ReceivedSpan = span;
      names.push(name);
      span = spans.find(({ spanId }) => spanId === parentSpanId);
    }
    expect(names).toEqual(tree);
    expect(upgrade).toMatchObject({
      kind: 'INTERNAL',
      scope: '@throughline/node/ws',
      attributes: { 'url.path': '/chat' },
    });
  });

  test('everything that handlers do is in that trace', () => {
    const { caller, server, client } = JSON.parse(traces) as Record<string, string[]>;
    expect(caller).toEqual([spans.find(({ name }) => name === 'caller')?.traceId]);
    expect([server, client]).toEqual([caller, caller]);
  });

  test('a session is a trace of its own, linked both ways', () => {
    const [server, client] = sessionsOf(spans);
    const [upgrade] = named(spans, 'websocket.upgrade');
    expect(new Set([server.traceId, client.traceId, upgrade.traceId]).size).toBe(3);
    expect([server.parentSpanId, client.parentSpanId]).toEqual(['', '']);
    expect(linksOf(server, spans)).toEqual(['websocket.upgrade']);
    expect(linksOf(client, spans)).toEqual(['caller']);
    expect(linksOf(upgrade, spans)).toEqual(['websocket.session']);
  });

  test('a session counts what went each way', () => {
    const [server, client] = sessionsOf(spans);
    const bytes = 'text'.length + 'binary'.length + 'fragment'.length + 100_000 + '42'.length;
    const counted = {
      'url.path': '/chat',
      'websocket.messages.sent': 5,
      'websocket.messages.received': 5,
      'websocket.bytes.sent': bytes,
      'websocket.bytes.received': bytes,
      'websocket.close.code': 4001,
    };
    expect(server.attributes).toEqual({ 'websocket.role': 'server', ...counted });
    expect(client.attributes).toEqual({
      'websocket.role': 'client',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      ...counted,
    });
    expect(client.status?.code ?? 0).toBe(0);
  });

  test('what was said is nowhere', () => expect(inspect(spans, { depth: Infinity })).not.toContain('s3cret'));
});

test('a session has the baggage of what opened it, on both sides', async () => {
  const body = `await withBaggage({ customer_id: 'customer-123' }, async () => {${CONNECT}
    client.close();
    await once(connected, 'close');
    server.close();
  });`;
  const before = "import { withBaggage } from '@throughline/node';";
  const environment = { OTEL_NODE_BAGGAGE_ATTRIBUTES: 'customer_id' };
  const { spans } = await runExported({ source: program(body, { before }), environment });
  const attributes = sessionsOf(spans).map((span) => span.attributes['baggage.customer_id']);
  expect(attributes).toEqual(['customer-123', 'customer-123']);
});

describe('a span for each message', async () => {
  const environment = { OTEL_NODE_WEBSOCKET_MESSAGE_SPANS: 'true' };
  const { spans, stdout } = await runExported({ file: fixture('app.mjs'), environment });
  const off = await runExported({ file: fixture('app.mjs'), preload: false });

  test('changes nothing', () => expect(stdout.split('\n')[0]).toBe(off.stdout.split('\n')[0]));

  test('a received one is a trace of its own, linked with the upgrade', () => {
    const received = named(spans, 'websocket.receive');
    expect(received).toHaveLength(10);
    expect(received.every(({ kind, parentSpanId }) => kind === 'CONSUMER' && parentSpanId === '')).toBe(true);
    expect(new Set(received.map(({ traceId }) => traceId)).size).toBe(10);
    const links = received.flatMap((span) => linksOf(span, spans));
    expect(links.toSorted()).toEqual([...Array(5).fill('caller'), ...Array(5).fill('websocket.upgrade')]);
    expect(received[0].attributes).toEqual({ 'websocket.message.size': 4 });
  });

  test('a sent one is a child of what sends it; fragments are none', () => {
    const sent = named(spans, 'websocket.send');
    expect(sent).toHaveLength(4 + 5);
    expect(sent.every(({ kind }) => kind === 'PRODUCER')).toBe(true);
    const parents = sent.map(({ parentSpanId }) => spans.find(({ spanId }) => spanId === parentSpanId)?.name);
    expect(new Set(parents)).toEqual(new Set(['caller', 'websocket.receive']));
  });
});

describe('an envelope', () => {
  const before = `
    const envelope = {
      inject: (data, carrier) => JSON.stringify({ ...JSON.parse(data), trace: carrier }),
      extract: (data) => JSON.parse(data).trace,
    };
    bootstrapTelemetry({ webSocket: { envelope, messageSpans: MESSAGE_SPANS } });`;
  const body = `${CONNECT}
    const seen = once(connected, 'message');
    connected.on('message', () => console.log(currentTraceId()));
    await withSpan('sender', async () => {
      console.log(currentTraceId());
      client.send(JSON.stringify({ text: 'hi' }));
      await seen;
    });
    console.log(Object.keys(JSON.parse((await seen)[0])).join());
    client.send('no JSON');
    await once(connected, 'message').catch(() => {});
    client.close();
    server.close();`;
  const check = (name: string, messageSpans: boolean, parents: (string | undefined)[]): void => {
    test(name, async () => {
      const source = program(body, { before: before.replace('MESSAGE_SPANS', String(messageSpans)) });
      const { spans, stdout, stderr } = await runExported({ source, preload: false });
      const [sender, receiver, keys] = stdout.split('\n');
      expect(receiver).toBe(sender);
      expect(keys).toBe('text,trace');
      expect(stderr).toMatch(/webSocket\.envelope\.(?:in|ex)(?:ject|tract) failed, the application is not affected/);
      const parentsOf = named(spans, 'websocket.receive').map(
        ({ parentSpanId }) => spans.find(({ spanId }) => spanId === parentSpanId)?.name,
      );
      expect(parentsOf).toEqual(parents);
    });
  };
  check('carries the context of the sender', false, []);
  check('makes the sent message the parent of the received one', true, ['websocket.send', undefined]);
});

test('a client that cannot set headers offers its context as a subprotocol', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const offered = `traceparent.00-${traceId}-b7ad6b7169203331-01`;
  const source = program(
    `
    server.on('connection', (socket) => { console.log(currentTraceId(), socket.protocol); socket.close(); });
    const client = new WebSocket(url, ['chat', '${offered}']);
    await once(client, 'close');
    server.close();`,
  );
  const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http-client' };
  const { spans, stdout } = await runExported({ source, environment });
  expect(stdout).toBe(`${traceId} chat\n`);
  const [upgrade] = named(spans, 'websocket.upgrade');
  expect(upgrade).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  expect(linksOf(upgrade, spans)).toEqual(['GET', 'websocket.session']);
});

describe('upgrades that come to nothing', () => {
  const check = (name: string, server: string, expected: object): void => {
    test(name, async () => {
      const body = `
        const client = new WebSocket(url);
        const [error] = await once(client, 'error');
        console.log(error.message);
        server.close();`;
      const { spans, stdout } = await runExported({ source: program(body, { server }) });
      const off = await runExported({ source: program(body, { server }), preload: false });
      expect(stdout).toBe(off.stdout);
      expect(named(spans, 'websocket.upgrade')).toMatchObject([{ attributes: expected }]);
      expect(named(spans, 'websocket.session')).toEqual([]);
    });
  };
  check('refused', 'verifyClient: () => false', { 'websocket.upgraded': false });
  check('refused later', 'verifyClient: (info, done) => setImmediate(done, false, 403)', {
    'websocket.upgraded': false,
  });
  check('for another path', "path: '/other'", { 'websocket.upgraded': false });
});

describe('how a session ends', () => {
  const check = (name: string, end: string, expected: Partial<ReceivedSpan>[]): void => {
    test(name, async () => {
      const body = `${CONNECT}
        for (const socket of [client, connected]) socket.on('error', () => {});
        const closed = Promise.all([client, connected].map((socket) => new Promise((resolve) => socket.on('close', resolve))));
        ${end}
        await closed;
        server.close();`;
      const { spans, stderr } = await runExported({ source: program(body) });
      expect(stderr).toBe('');
      expect(sessionsOf(spans)).toMatchObject(expected);
    });
  };
  const ended = (code: number, status: object | undefined = undefined): Partial<ReceivedSpan> => ({
    attributes: expect.objectContaining({ 'websocket.close.code': code }),
    ...(status === undefined ? {} : { status: expect.objectContaining(status) }),
  });
  check('without a code', 'client.close();', [ended(1005), ended(1005)]);
  check('going away', 'connected.close(1001);', [ended(1001), ended(1001)]);
  check('torn down', 'client.terminate();', [ended(1006), ended(1006)]);
  check('with an error of one side', 'connected.close(1011);', [ended(1011, { code: 2 }), ended(1011, { code: 2 })]);
  check('with a broken frame', 'client._socket.write(Buffer.from([0xff, 0xff]));', [
    ended(1006, { code: 2, message: expect.stringContaining('Invalid WebSocket frame') }),
    ended(1002, { code: 2 }),
  ]);

  test.each(['process.exit(3)', "process.kill(process.pid, 'SIGTERM')"])('when the process does: %s', async (end) => {
    const source = program(`${CONNECT} client.send('x'); ${end};`);
    const { spans } = await runExported({ source, environment: { OTEL_NODE_SHUTDOWN_DEADLINE: '20000' } });
    const [, client] = sessionsOf(spans);
    expect(client.attributes).toMatchObject({ 'websocket.messages.sent': 1 });
    expect(client.attributes).not.toHaveProperty('websocket.close.code');
  });
});

describe('switched off', () => {
  const body = `
    const own = ['handleUpgrade', 'setSocket', 'send', 'emit'];
    const find = (name) => [WebSocket, WebSocketServer].map(({ prototype }) => Object.hasOwn(prototype, name));
    console.log(JSON.stringify(own.map(find)), /^send\\(data, options, cb\\)/.test(String(WebSocket.prototype.send)));
    server.close();`;
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => {
      const { stdout } = await runExported({ source: program(body), environment });
      expect(stdout).toBe('[[false,true],[true,false],[true,false],[false,false]] true\n');
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ws' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
