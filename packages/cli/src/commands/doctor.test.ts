// Each cause that surroundings can have, on a set-up that is really broken in that way.
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createGrpcServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { HubAddresses } from '@throughline/hub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose, only } from '../fixtures/diagnosis.ts';
import { startReceiver } from '../fixtures/receiver.ts';
import { serve, throughline, workingDirectory } from '../fixtures/throughline.ts';

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

const directory = workingDirectory();
const elsewhere = workingDirectory();
const left = workingDirectory();
let hub: HubAddresses;
let working: string;

beforeAll(async () => {
  hub = await serve(directory, '--ingest-token', 'secret');
  working = await startReceiver({ status: 200, type: 'application/x-protobuf' });
}, 120_000);

function at(endpoint: string, more: Readonly<Record<string, string>> = {}): Parameters<typeof diagnose>[0] {
  const noHub = { THROUGHLINE_HUB: 'http://127.0.0.1:9' };
  return { directory: elsewhere, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...noHub, ...more } };
}

describe('the way to the backend', { timeout: 180_000 }, () => {
  test('nothing is wrong', async () => {
    const { code, ok, findings, passed } = await diagnose(at(working));
    expect({ code, ok, findings }).toEqual({ code: 0, ok: true, findings: [] });
    expect(passed.map(({ check }) => check)).toEqual(['sampling', 'delivery']);
  });

  test('nobody listens', async () => {
    const { message, mend } = only(await diagnose(at('http://127.0.0.1:9')), 'endpoint-unreachable');
    expect(message).toContain('http://127.0.0.1:9/v1/traces: ECONNREFUSED');
    expect(mend).toContain('throughline serve');
  });

  test('a hub runs, at another address', async () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const { mend } = only(await diagnose({ directory, environment }), 'endpoint-unreachable');
    expect(mend).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${hub.otlpHttp}.`);
    const named = await diagnose(at('http://127.0.0.1:9', { THROUGHLINE_HUB: hub.ui }));
    expect(only(named, 'endpoint-unreachable').mend).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${hub.otlpHttp}.`);
  });

  test('the page of a hub', async () => {
    const { message, mend } = only(await diagnose(at(hub.ui, { THROUGHLINE_HUB: hub.ui })), 'backend-rejects');
    expect(message).toContain('it is the page and the API of a hub');
    expect(mend).toContain(`to where it takes OTLP: ${hub.otlpHttp}.`);
  });

  test('the file of a hub that was killed', async () => {
    const { otlpHttp: otlpHttpUrl, otlpGrpc: otlpGrpcUrl } = hub;
    mkdirSync(`${left}/.throughline`);
    const file = { pid: 1, uiUrl: 'http://127.0.0.1:9', otlpHttpUrl, otlpGrpcUrl };
    writeFileSync(`${left}/.throughline/hub.json`, JSON.stringify(file));
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const { mend } = only(await diagnose({ directory: left, environment }), 'endpoint-unreachable');
    expect(mend).toContain('Start a hub');
  });

  test('HTTP to the port for gRPC', async () => {
    const { mend } = only(
      await diagnose(at(hub.otlpGrpc, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })),
      'wrong-protocol',
    );
    expect(mend).toContain('OTEL_EXPORTER_OTLP_PROTOCOL=grpc');
  });

  test('the same, to others than ours, which do not say so', async () => {
    const grpc = createGrpcServer().listen(0, '127.0.0.1');
    afterAll(() => void grpc.close());
    await once(grpc, 'listening');
    const endpoint = `http://127.0.0.1:${(grpc.address() as AddressInfo).port}`;
    only(await diagnose(at(endpoint, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })), 'wrong-protocol');
    only(await diagnose(at(working, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })), 'wrong-protocol');
  });

  test('gRPC to the port for HTTP', async () => {
    const { mend } = only(await diagnose(at(hub.otlpHttp, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })), 'wrong-protocol');
    expect(mend).toContain('OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf');
  });

  test('TLS to a port without', async () => {
    const { mend } = only(await diagnose(at(hub.otlpHttp.replace('http:', 'https:'))), 'wrong-protocol');
    expect(mend).toContain('http://');
  });

  test('a token is wanted, over HTTP and gRPC', async () => {
    const http = only(await diagnose(at(hub.otlpHttp)), 'backend-rejects');
    expect(http.message).toContain('401');
    expect(http.mend).toContain('OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token>');
    const grpc = only(await diagnose(at(hub.otlpGrpc, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })), 'backend-rejects');
    expect(grpc.message).toContain('UNAUTHENTICATED');
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret' };
    expect(await diagnose(at(hub.otlpHttp, headers))).toMatchObject({ code: 0, findings: [] });
  });

  test('the path is wrong', async () => {
    const { mend } = only(await diagnose(at(`${hub.otlpHttp}/otlp`)), 'backend-rejects');
    expect(mend).toContain('The path is wrong');
  });

  test('a backend that does not understand, and one that takes only a part', async () => {
    const refusing = await startReceiver({ status: 400, body: 'no protobuf here' });
    expect(only(await diagnose(at(refusing)), 'backend-rejects').message).toContain('HTTP 400: no protobuf here');
    const body = JSON.stringify({ partialSuccess: { rejectedSpans: '1', errorMessage: 'name too short' } });
    const partial = await startReceiver({ status: 200, type: 'application/json', body });
    expect(only(await diagnose(at(partial)), 'partial-success').message).toContain('name too short');
  });

  test('something that is no backend', async () => {
    const page = await startReceiver({ status: 200, type: 'text/html', body: '<h1>It works!</h1>' });
    const { mend } = only(await diagnose(at(page)), 'backend-rejects');
    expect(mend).toContain('may be no OTLP receiver');
  });
});

describe('the settings', { timeout: 180_000 }, () => {
  test.each(['OTEL_SDK_DISABLED=true', 'OTEL_ENABLED=false'])('switched off by %s', async (setting) => {
    const [name, value] = setting.split('=');
    const { message, mend } = only(await diagnose(at(working, { [name]: value })), 'switched-off');
    expect([message, mend].join(' ')).toContain(`${name}.`);
  });

  test('the sampler drops all', async () => {
    const ratio = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
    expect(only(await diagnose(at(working, ratio)), 'sampler-drops-all').message).toContain('TraceIdRatioBased{0}');
    only(await diagnose(at(working, { OTEL_TRACES_SAMPLER: 'always_off' })), 'sampler-drops-all');
  });

  test('no exporter, and a value that is none', async () => {
    only(await diagnose(at(working, { OTEL_TRACES_EXPORTER: 'none' })), 'no-exporter');
    const { message } = only(await diagnose(at(working, { OTEL_TRACES_SAMPLER: 'sometimes' })), 'configuration');
    expect(message).toContain('got "sometimes"');
  });
});

test('several copies of the API', { timeout: 180_000 }, async () => {
  const modules = `${elsewhere}/copies/node_modules`;
  mkdirSync(`${modules}/library`, { recursive: true });
  cpSync(`${MODULES}/@opentelemetry/api`, `${modules}/@opentelemetry/api`, { recursive: true });
  cpSync(`${MODULES}/api-old`, `${modules}/library/node_modules/@opentelemetry/api`, { recursive: true });
  const surroundings = { ...at(working), directory: `${elsewhere}/copies` };
  const { mend, details } = only(await diagnose(surroundings), 'duplicate-api');
  expect(details?.map((detail) => detail.split(' ')[0]).toSorted()).toEqual(['1.10.0', '1.9.0']);
  expect(mend).toContain('"@opentelemetry/api": "1.10.0"');
});

test('what cannot be examined has another exit code', { timeout: 180_000 }, async () => {
  const check = async (args: readonly string[], text: string): Promise<void> =>
    expect(await throughline(at(working), 'doctor', ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(text),
    });
  await check(['--', 'no-such-command-here'], 'there is no such command');
  await check(['--seconds', 'x'], 'cannot watch for x seconds');
  await check(['--hub', 'http://127.0.0.1:9'], 'cannot reach a hub');
});

test('the text for people', { timeout: 180_000 }, async () => {
  const { environment } = at('http://127.0.0.1:9', { COLUMNS: '80' });
  const { code, stdout } = await throughline({ directory: elsewhere, environment }, 'doctor');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^✗ endpoint-unreachable\n {2}Nothing takes spans at http:\/\/127.0.0.1:9\/v1\/traces: ECONNREFUSED\.$/m,
  );
  expect(stdout).toMatch(/^ {2}→ Start a hub/m);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});
