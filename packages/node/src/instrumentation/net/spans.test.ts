import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { type Exported, runExported } from '../../fixtures/run-exported.ts';

const tlsFile = (name: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../export/fixtures/tls/${name}`, import.meta.url)));

const ON = { OTEL_NODE_NET_DIAL_SPANS: 'true' };

/** `body` connects `socket`, and `port` is that of a server that accepts. */
function program(body: string): string {
  return `
    import { once } from 'node:events';
    import { readFileSync } from 'node:fs';
    import net from 'node:net';
    import tls from 'node:tls';
    import { withSpan } from '@throughline/node';
    const accept = (socket) => socket.on('error', () => {}).resume();
    const server = net.createServer(accept).listen(0, '127.0.0.1');
    const secure = tls.createServer({ cert: readFileSync(${tlsFile('server.pem')}), key: readFileSync(${tlsFile('server-key.pem')}) }, accept)
      .on('tlsClientError', () => {}).listen(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(secure, 'listening')]);
    const { port } = server.address();
    const securePort = secure.address().port;
    const ca = readFileSync(${tlsFile('ca.pem')});
    const see = (socket) => new Promise((resolve) => {
      const seen = [];
      for (const event of ['connect', 'secureConnect', 'timeout', 'error', 'close']) {
        socket.on(event, (value) => {
          seen.push(event + (value instanceof Error ? ' ' + value.code : ''));
          if (event === 'timeout') socket.destroy();
          if (event === (socket.encrypted ? 'secureConnect' : 'connect')) socket.end();
          if (event === 'close') resolve(seen);
        });
      }
    });
    console.log((await withSpan('work', async () => { ${body} })).join());
    server.close();
    secure.close();`;
}

async function run(
  body: string,
): Promise<Exported & { dial: ReceivedSpan; work: ReceivedSpan; handshake: ReceivedSpan }> {
  const on = await runExported({ source: program(body), environment: ON });
  const off = await runExported({ source: program(body) });
  expect([on.stdout, on.stderr, on.code]).toEqual([off.stdout, off.stderr, off.code]);
  expect(off.spans.map(({ name }) => name)).toEqual(['work']);
  const find = (name: RegExp): ReceivedSpan => on.spans.find((span) => name.test(span.name)) as ReceivedSpan;
  return { ...on, dial: find(/\.dial/), work: find(/^work$/), handshake: find(/^tls\.handshake$/) };
}

describe('a connection', () => {
  const check = (name: string, body: string): void => {
    test(name, async () => {
      const { dial, work, spans, stdout } = await run(body);
      expect(stdout).toBe('connect,close\n');
      expect(spans).toHaveLength(2);
      const port = dial.attributes['server.port'];
      expect(dial).toMatchObject({
        name: `tcp.dial 127.0.0.1:${String(port)}`,
        kind: 'CLIENT',
        scope: '@throughline/node/net',
        parentSpanId: work.spanId,
      });
      expect(dial.attributes).toEqual({
        'network.transport': 'tcp',
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
        'network.peer.address': '127.0.0.1',
        'network.peer.port': port,
      });
    });
  };
  check('net.connect(options)', "return see(net.connect({ port, host: '127.0.0.1' }));");
  check('net.connect(port, host)', "return see(net.connect(port, '127.0.0.1'));");
  check('new Socket()', "return see(new net.Socket().connect(String(port), '127.0.0.1'));");
});

test('a Unix socket', async () => {
  const path = `/tmp/throughline-dial-${process.pid}.sock`;
  const { dial } = await run(`
    const unix = net.createServer((socket) => socket.resume()).listen('${path}');
    await once(unix, 'listening');
    const seen = await see(net.connect('${path}'));
    unix.close();
    return seen;`);
  expect(dial.name).toBe('unix.dial');
  expect(dial.attributes).toEqual({ 'network.transport': 'unix', 'server.address': path });
});

test('with TLS the handshake is a child', async () => {
  const { dial, handshake, work, stdout } = await run(
    "return see(tls.connect({ port: securePort, host: '127.0.0.1', ca, servername: 'localhost' }));",
  );
  expect(stdout).toBe('connect,secureConnect,close\n');
  expect([dial.parentSpanId, handshake.parentSpanId]).toEqual([work.spanId, dial.spanId]);
  expect(handshake.attributes).toEqual({
    'tls.protocol.name': 'tls',
    'tls.protocol.version': '1.3',
    'tls.client.server_name': 'localhost',
  });
  expect([dial.status?.code ?? 0, handshake.status?.code ?? 0]).toEqual([0, 0]);
});

describe('a failure', () => {
  const check = (name: string, body: string, [type, printed]: [type: string, printed: string]): void => {
    test(name, async () => {
      const { dial, stdout } = await run(body);
      expect(stdout).toBe(`${printed}\n`);
      expect(dial.attributes['error.type']).toBe(type);
      expect(dial.status).toMatchObject({ code: 2 });
    });
  };
  const freePort =
    "const free = net.createServer().listen(0, '127.0.0.1'); await once(free, 'listening'); const closed = free.address().port; free.close();";
  check('refused', `${freePort} return see(net.connect(closed, '127.0.0.1'));`, [
    'ECONNREFUSED',
    'error ECONNREFUSED,close',
  ]);
  check('refused, TLS', `${freePort} return see(tls.connect(closed, '127.0.0.1'));`, [
    'ECONNREFUSED',
    'error ECONNREFUSED,close',
  ]);
  check(
    'an unknown host',
    "return see(net.connect({ port, host: 'no.such.host.invalid', lookup: (name, options, done) => done(Object.assign(new Error('x'), { code: 'ENOTFOUND' })) }));",
    ['ENOTFOUND', 'error ENOTFOUND,close'],
  );
  check('a timeout', "return see(net.connect({ port, host: 'a.invalid', lookup: () => {} }).setTimeout(20));", [
    'timeout',
    'timeout,close',
  ]);
  check(
    'given up',
    "const socket = net.connect(port, '127.0.0.1'); const seen = see(socket); socket.destroy(); return seen;",
    ['aborted', 'close'],
  );
  check(
    'a certificate that is not trusted',
    "return see(tls.connect({ port: securePort, host: '127.0.0.1', servername: 'localhost' }));",
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connect,error UNABLE_TO_VERIFY_LEAF_SIGNATURE,close'],
  );

  test('that nobody handles is still one', async () => {
    const source = `
      import net from 'node:net';
      const closed = await new Promise((resolve) => {
        const server = net.createServer().listen(0, () => { const { port } = server.address(); server.close(() => resolve(port)); });
      });
      net.connect(closed, '127.0.0.1');`;
    const { code, stderr } = await runExported({ source, environment: ON });
    expect(code).toBe(1);
    expect(stderr).toContain("Unhandled 'error' event");
  });
});

describe('sockets are untouched', () => {
  const source = `
    import net from 'node:net';
    console.log(String(net.Socket.prototype.connect).includes('normalizeArgs'));`;
  const check = (name: string, environment: Record<string, string>, expected: string): void => {
    test(name, async () => expect((await runExported({ source, environment })).stdout).toBe(expected));
  };
  check('unless asked for', ON, 'false\n');
  check('by default', {}, 'true\n');
  check('switched off', { ...ON, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'net' }, 'true\n');
});
