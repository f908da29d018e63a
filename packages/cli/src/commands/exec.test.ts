// Steps of a pipeline as a CI system runs them: processes of their own, and a real hub.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Trace } from '@throughline/hub';
import { beforeAll, expect, test } from 'vitest';
import {
  COMMAND,
  collect,
  serve,
  startCommand,
  throughline,
  until,
  workingDirectory,
} from '../fixtures/throughline.ts';

const directory = workingDirectory();
const here = { directory };
let api: string;

beforeAll(async () => {
  api = `${(await serve(directory)).ui}/api/v1`;
}, 120_000);

const EXEC = `"${process.execPath}" "${COMMAND}" exec`;

interface Result {
  readonly traceId: string;
  readonly delivered: boolean;
  readonly exitCode: number;
}

function resultOf(stderr: string): Result {
  return JSON.parse(stderr.trim().split('\n').at(-1)!) as Result;
}

function fetchTrace(id: string, spans: number): Promise<Trace> {
  return until<Trace>(`${api}/traces/${id}`, (trace) => trace.spanCount === spans);
}

test('steps inside of a step are one trace, also from another directory', { timeout: 120_000 }, async () => {
  const script = `cd / && ${EXEC} --name install -- true && ${EXEC} --name test -- 'exit 4'`;
  const { code, stderr } = await throughline(
    here,
    'exec',
    '--name',
    'pipeline',
    '--service',
    'ci',
    '--json',
    '--',
    script,
  );
  expect(code).toBe(4);
  const { traceId, ...result } = resultOf(stderr);
  expect(result).toMatchObject({ name: 'pipeline', exitCode: 4, signal: null, delivered: true });
  const { spans } = await fetchTrace(traceId, 3);
  expect(
    spans.map(({ name, depth, status, attributes }) => [name, depth, status, attributes['process.exit.code']]),
  ).toEqual([
    ['pipeline', 0, 'error', 4],
    ['install', 1, 'unset', 0],
    ['test', 1, 'error', 4],
  ]);
  expect(spans[0]).toMatchObject({ service: 'ci', statusMessage: 'exit code 4' });
});

test('arguments stay out of the span, the name of the program does not', { timeout: 120_000 }, async () => {
  const { code, stderr, stdout } = await throughline(here, 'exec', '--json', '--', 'sh', '-c', 'echo "$0"', 'hunter2');
  expect([code, stdout]).toEqual([0, 'hunter2\n']);
  const { traceId } = resultOf(stderr);
  const trace = await fetchTrace(traceId, 1);
  expect(trace.spans[0]).toMatchObject({ name: 'sh', attributes: { 'process.executable.name': 'sh' } });
  expect(JSON.stringify(trace)).not.toContain('hunter2');
});

test('the parent comes from the environment', { timeout: 120_000 }, async () => {
  const traceId = '5b8efff798038103d269b633813fc60c';
  const environment = { TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`, TRACESTATE: 'vendor=1' };
  const { stdout } = await throughline({ directory, environment }, 'exec', '--', 'echo "$TRACEPARENT $TRACESTATE"');
  const trace = await fetchTrace(traceId, 1);
  expect(trace.spans[0].parentSpanId).toBe('b7ad6b7169203331');
  expect(stdout).toBe(`00-${traceId}-${trace.spans[0].spanId}-01 vendor=1\n`);
});

test('a signal reaches the command, which decides', { timeout: 120_000 }, async () => {
  const script = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')`;
  const child = startCommand(here, ['exec', '--', process.execPath, '-e', script]);
  const ended = collect(child);
  await once(child.stdout!, 'data');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(9);
});

test('a command that dies of a signal', { timeout: 120_000 }, async () => {
  const { code, stderr } = await throughline(here, 'exec', '--name', 'killed', '--json', '--', 'kill -KILL $$');
  expect(code).toBe(137);
  const { spans } = await fetchTrace(resultOf(stderr).traceId, 1);
  expect(spans[0]).toMatchObject({
    status: 'error',
    statusMessage: 'ended by SIGKILL',
    attributes: { 'process.exit.signal': 'SIGKILL' },
  });
});

test('spans go where OTEL_EXPORTER_OTLP_ENDPOINT says', { timeout: 120_000 }, async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume();
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  const { code, stderr } = await throughline({ directory, environment }, 'exec', '--', 'true');
  server.close();
  expect({ code, stderr, paths }).toEqual({ code: 0, stderr: '', paths: ['/v1/traces'] });
});

test('where nobody listens, the command runs all the same, and one line says so', { timeout: 120_000 }, async () => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', TRACEPARENT: 'kept' };
  const ended = await throughline({ directory, environment }, 'exec', '--', 'echo "$TRACEPARENT"; exit 5');
  expect(ended).toMatchObject({ code: 5, stdout: 'kept\n' });
  expect(ended.stderr.trim().split('\n')).toEqual([
    expect.stringContaining('nothing takes spans at http://127.0.0.1:9'),
  ]);
});

test('a hub that cannot be asked is said to be so, and the command runs', { timeout: 120_000 }, async () => {
  const server = createServer((_request, response) => response.end('<!DOCTYPE html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const check = async (hub: string, reason: string): Promise<void> => {
    const ended = await throughline({ directory, environment: { THROUGHLINE_HUB: hub } }, 'exec', '--', 'exit 5');
    expect(ended).toMatchObject({
      code: 5,
      stderr: expect.stringContaining(`throughline exec: this step is not traced: ${reason}`),
    });
  };
  await check(`http://127.0.0.1:${port}`, `cannot use http://127.0.0.1:${port}: something else`);
  await check('http://127.0.0.1:65536', 'cannot ask a hub at http://127.0.0.1:65536: need an address');
  await check('127.0.0.1:9', 'cannot reach a hub at http://127.0.0.1:9 (');
  server.close();
});

test('a receiver that refuses', { timeout: 120_000 }, async () => {
  const server = createServer((_request, response) => response.writeHead(401).end('who are you?')).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_LOG_LEVEL: 'none' };
  const { code, stderr } = await throughline({ directory, environment }, 'exec', '--', 'exit 6');
  server.close();
  expect(code).toBe(6);
  expect(stderr).toMatch(/^throughline exec: the span of this step was not taken.*401/m);
});

test('switched off, and no such command', { timeout: 120_000 }, async () => {
  const off = { directory, environment: { OTEL_SDK_DISABLED: 'true' } };
  expect(await throughline(off, 'exec', '--', 'exit 2')).toEqual({ code: 2, stdout: '', stderr: '' });
  const missing = await throughline(here, 'exec', '--', 'no-such-command-here', 'x');
  expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('there is no such command') });
});
