import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { named, runExported } from '../../fixtures/run-exported.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

function describeSpan({ name, attributes, status }: ReceivedSpan): unknown[] {
  const described: unknown[] = [name];
  const known = ['ssh.command', 'process.exit.code', 'process.exit.signal', 'ssh.forward.address', 'ssh.forward.port'];
  for (const key of known) if (attributes[key] !== undefined) described.push(attributes[key]);
  if (status?.code === 2) described.push(attributes['error.type'], status.message);
  return described;
}

const EXPECTED = [
  ['ssh connect'],
  ['ssh exec', 'show version'],
  ['ssh exec', 'show nothing', 2, '2', ''],
  ['ssh exec', 'show clock --password [REDACTED]', 0],
  ['ssh exec', 'crash', 'SIGSEGV', 'SIGSEGV', ''],
  ['ssh exec', 'unknown', 'Error', 'Unable to exec'],
  ['ssh shell'],
  ['ssh sftp'],
  ['ssh forward', 'db.internal', 5432],
  ['ssh listen', '127.0.0.1', 0],
  ['ssh connect', 'client-authentication', 'All configured authentication methods failed'],
  ['ssh connect', 'ECONNREFUSED', expect.stringMatching(/^connect ECONNREFUSED/)],
];

describe.each(['app.cjs', 'app.mjs'])('%s', async (name) => {
  const on = await runExported({ file: fixture(name) });

  test('each thing asked has a span', () => expect(on.spans.map(describeSpan)).toEqual(EXPECTED));

  test('attributes', () => {
    const [, exec] = on.spans;
    expect(exec).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/ssh2' });
    expect(exec.attributes).toEqual({
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'ssh.command': 'show version',
    });
  });

  test('credentials are nowhere', () => {
    const text = inspect(on.spans, { depth: Infinity });
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain('joe');
  });

  test('the program sees no difference', async () => {
    const off = await runExported({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
    expect(on.stderr).toBe(off.stderr);
    expect(on.stdout).toBe(off.stdout);
    expect(JSON.parse(on.stdout).own).toEqual(['exec', 3]);
    expect(off.spans).toEqual([]);
  });
});

const COMMANDS = JSON.stringify(fixture('commands.cjs').href);
const SERVER = JSON.stringify(fixture('server.cjs').href);
const PROLOGUE = `
  import { currentTraceId, withSpan } from '@throughline/node';
  import ssh2 from 'ssh2';
  import { helpers } from ${COMMANDS};
  import { startServer } from ${SERVER};
  const { ask, connect, read } = helpers;
  const { server, port } = await startServer();
  const client = await connect(ssh2.Client, { port, password: 's3cret-pass' });`;

test('one connection for two requests: callbacks and events belong to whoever asked', async () => {
  const source = `${PROLOGUE}
    const show = (name) => withSpan(name, (span) => new Promise((resolve) => {
      client.exec('show version', (error, stream) => {
        withSpan(name + ' callback', () => {});
        stream.on('data', () => withSpan(name + ' data', () => {})).on('close', resolve);
      });
    }));
    await Promise.all([show('first'), show('second')]);
    client.end();
    server.close();`;
  const { spans, stderr } = await runExported({ source });
  expect(stderr).toBe('');
  for (const name of ['first', 'second']) {
    const [request] = named(spans, name);
    const children = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId).map((span) => span.name);
    expect(children.toSorted()).toEqual([`${name} callback`, `${name} data`, 'ssh exec']);
  }
});

test('an error that nobody listens for still ends the process', async () => {
  const source = `
    import ssh2 from 'ssh2';
    new ssh2.Client().connect({ host: '127.0.0.1', port: 1, username: 'joe', password: 'x' });`;
  const { code, spans } = await runExported({ source });
  expect(code).toBe(1);
  expect(spans.map(({ name }) => name)).toEqual(['ssh connect']);
});

describe('context for the remote side', () => {
  const source = `${PROLOGUE}
    console.log(await read(await ask(client, 'exec', 'printenv', { env: { MINE: 'kept' } })));
    console.log(await read(await ask(client, 'exec', 'printenv')));
    for (const args of [[], [{ rows: 50 }], [false], [{ env: { MINE: 'kept' } }], [{ rows: 5 }, {}]]) {
      console.log(await read(await ask(client, 'shell', ...args)));
    }
    client.end();
    server.close();`;

  test('is not sent by default', async () => {
    const { code, stdout, stderr } = await runExported({ source });
    const expected = `none kept\nnone\n${'shell without\n'.repeat(5)}`;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expected, stderr: '' });
  });

  test('is sent where somebody asks for it', async () => {
    const { stdout, spans } = await runExported({ source, environment: { OTEL_NODE_SSH_PROPAGATE: 'true' } });
    const traceparents = spans.slice(1).map(({ traceId, spanId }) => `00-${traceId}-${spanId}-0[13]`);
    const [first, second, ...shells] = traceparents;
    const lines = [`${first} kept`, second, ...shells.map((one) => `shell ${one}`)];
    expect(stdout).toMatch(new RegExp(`^${lines.join('\\n')}\\n$`));
  });
});

describe('switched off', () => {
  const source = `
    import ssh2 from 'ssh2';
    console.log(String(ssh2.Client.prototype.exec).startsWith('exec('));`;
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => expect((await runExported({ source, environment })).stdout).toBe('true\n'));
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ssh2' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
