// What every transport promises to the process that it runs in.
import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseTraceRequestJson } from '@throughline/wire/decode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrpcSink, okGrpc } from './fixtures/grpc-sink.ts';
import { HttpSink, listen, ok } from './fixtures/http-sink.ts';
import { createOtlpConfiguration } from './fixtures/otlp-configuration.ts';
import { runChild } from './fixtures/run-child.ts';

/** Accepts connections and never says anything. */
const hanging = createServer((socket) => void socket.on('error', () => {}));
let http: HttpSink;
let grpc: GrpcSink;

beforeAll(async () => {
  await listen(hanging);
  http = await HttpSink.start();
  http.answer = (response, received) => void setTimeout(() => ok(response, received), 200);
  grpc = await GrpcSink.start();
  grpc.answer = (callback, received) => void setTimeout(() => okGrpc(callback, received), 200);
});

afterAll(async () => {
  hanging.close();
  await http.stop();
  grpc.stop();
});

function otlp(protocol: 'http/protobuf' | 'http/json' | 'grpc', url: string): object {
  return createOtlpConfiguration({ protocol, url });
}

function hangingReceivers(): object[] {
  const url = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  return [otlp('http/protobuf', url), otlp('http/json', url), otlp('grpc', url)];
}

function slowReceivers(): object[] {
  return [otlp('http/protobuf', http.url), otlp('http/json', http.url), otlp('grpc', grpc.url)];
}

const exportOnce = (exporters: readonly object[], ...rest: string[]): { args: string[] } => ({
  args: [JSON.stringify(exporters), ...rest],
});
const ended = { code: 0, signal: null };

describe('an application that has nothing more to do', () => {
  it('ends while requests hang, retries are due and connections are kept', async () => {
    const down = [otlp('http/protobuf', 'http://localhost:1'), otlp('grpc', 'http://localhost:1')];
    const all = [...hangingReceivers(), ...down, ...slowReceivers()];
    const result = await runChild('export-once', exportOnce(all, 'idle', '1500'));
    expect(result).toMatchObject(ended);
    expect(result.stderr).toMatch(/ECONNREFUSED[^]*end\n$/);
    expect([http.received.length, grpc.received.length]).toEqual([4, 2]);
  });

  it('ends while a request hangs that it does not wait for at all', async () => {
    const args = [JSON.stringify(slowReceivers()[0]), 'release'];
    expect(await runChild('send-once', { args })).toMatchObject({ ...ended, stdout: '' });
  });

  it.each([
    ['HTTP', 0],
    ['gRPC', 2],
  ])('stays for the answer over %s while the transport holds it', async (_name, index) => {
    const args = [JSON.stringify(slowReceivers()[index]), 'hold'];
    expect(await runChild('send-once', { args })).toMatchObject({ ...ended, stdout: 'delivered' });
  });

  it('drains, within the deadline and past any proxy that Node would use', async () => {
    const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1', http_proxy: 'http://127.0.0.1:1' };
    const all = [...slowReceivers(), ...hangingReceivers()];
    const result = await runChild('export-once', { ...exportOnce(all, 'drain'), env });
    expect(result).toMatchObject(ended);
    expect(
      result.stderr
        .split('\n')
        .toSorted()
        .filter((line) => line.startsWith('exporter')),
    ).toEqual([
      'exporter 0: drained true, exported 2',
      'exporter 1: drained true, exported 2',
      'exporter 2: drained true, exported 2',
      'exporter 3: drained false, exported 0',
      'exporter 4: drained false, exported 0',
      'exporter 5: drained false, exported 0',
    ]);
  });
});

describe('standard output', () => {
  it('gets trees', async () => {
    const result = await runChild('export-once', exportOnce([{ kind: 'console' }], 'close', '300'));
    expect(result).toMatchObject(ended);
    expect(result.stdout).toBe(`\
trace 4bf92f3577b34da6a3ce929d0e0e4736  2 spans  1 ms
└─ root             1 ms  internal  test
   └─ child            1 ms  internal  test

`);
  });

  it('gets OTLP/JSON lines', async () => {
    const { stdout } = await runChild('export-once', exportOnce([{ kind: 'otlp/stdout' }], 'drain'));
    const requests = stdout
      .trimEnd()
      .split('\n')
      .map((line) => parseTraceRequestJson(line));
    const names = requests.map(({ resourceSpans }) => resourceSpans[0].scopeSpans[0].spans[0].name);
    expect(names).toEqual(['child', 'root']);
  });

  it('may lose its reader without harm to the application', async () => {
    const exporters = [{ kind: 'console' }, { kind: 'otlp/stdout' }];
    const result = await runChild('export-once', {
      ...exportOnce(exporters, 'drain', '300'),
      onStart: (child) => void child.stdout?.destroy(),
    });
    expect(result).toMatchObject(ended);
    expect(result.stderr).toContain('EPIPE');
    expect(result.stderr).toContain('exporter 1: drained true, exported 0');
  });

  // `script` gives the child a terminal.
  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('gets colours on a terminal, environment %o: %s', async (env, expected) => {
    const fixture = fileURLToPath(new URL('fixtures/export-once.ts', import.meta.url));
    const command = `'${process.execPath}' --conditions=throughline-source '${fixture}' '[{"kind":"console"}]' drain`;
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
    });
    expect(stdout).toContain('root');
    expect(stdout.includes('\x1b[')).toBe(expected);
  });
});
