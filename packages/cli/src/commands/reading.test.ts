// The commands that read, as processes of their own, with a real hub that has the data of a shop.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type {
  Aggregate,
  HubAddresses,
  LogList,
  LogRecord,
  MetricList,
  MetricSeriesList,
  ServiceList,
  Span,
  Trace,
  TraceList,
} from '@throughline/hub';
import { beforeAll, describe, expect, test } from 'vitest';
import { sendLogs, sendMetrics, sendSpans, SHOP, TRACE_ID } from '../fixtures/shop-data.ts';
import { serve, startCommand, throughline, until, workingDirectory } from '../fixtures/throughline.ts';
import type { Ended } from '../fixtures/throughline.ts';

const directory = workingDirectory();
let hub: HubAddresses;

beforeAll(async () => {
  hub = await serve(directory);
  await sendSpans(hub, SHOP);
  await sendLogs(hub, [
    { body: 'order placed', severity: 9, trace: TRACE_ID },
    { body: 'none left \u001b]0;owned\u0007', severity: 17, service: 'orders', trace: TRACE_ID, atMs: 50 },
    { body: 'started', severity: 9, atMs: 60 },
  ]);
  await sendMetrics(hub);
  await until<TraceList>(`${hub.ui}/api/v1/traces`, ({ traces }) => traces[0]?.spanCount === SHOP.length);
  await until<LogList>(`${hub.ui}/api/v1/logs`, ({ logs }) => logs.length === 3);
  await until<MetricList>(`${hub.ui}/api/v1/metrics`, ({ metrics }) => metrics.length === 3);
}, 180_000);

const LIMIT = { timeout: 180_000 };

function ask(columns: number, ...args: readonly string[]): Promise<Ended> {
  return throughline({ directory, environment: { COLUMNS: String(columns) } }, ...args);
}

async function askJson<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await throughline({ directory }, ...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** No line is wider than the terminal, and nothing in it is a command to the terminal. */
function expectFits({ stdout, stderr }: Ended, columns: number): void {
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  // oxlint-disable-next-line no-control-regex -- what must not be there
  expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
}

describe('the width', LIMIT, () => {
  test.each([60, 100])('of %i columns is kept, and control characters are shown', async (columns) => {
    for (const args of [
      ['query'],
      ['services'],
      ['services', 'web'],
      ['metrics'],
      ['metrics', 'orders.placed', '--by', 'region'],
      ['trace', TRACE_ID],
      ['query', '{} | count(), p95() by serviceName, name'],
    ]) {
      const ended = await ask(columns, ...args);
      expect(ended.code).toBe(0);
      expectFits(ended, columns);
    }
    const { stdout } = await ask(columns, 'trace', TRACE_ID);
    expect(stdout).toContain('GET /stock␛');
  });
});

describe('query', LIMIT, () => {
  test('traces', async () => {
    const { stdout } = await ask(120, 'query', 'serviceName=orders AND status=error');
    expect(stdout).toMatch(/^TIME +TRACE +SERVICE +NAME +DURATION +SPANS +ERRORS$/m);
    expect(stdout).toMatch(new RegExp(`${TRACE_ID} +web +✗ GET /order +100 ms +4 +1$`, 'm'));
    expect((await askJson<TraceList>('query', 'serviceName=orders')).traces).toHaveLength(1);
    expect(await ask(80, 'query', 'serviceName=nobody')).toMatchObject({ code: 0, stdout: '', stderr: 'No traces.\n' });
  });

  test('numbers as a table with bars', async () => {
    const { stdout } = await ask(120, 'query', 'kind=server | count(), p95() by serviceName');
    expect(stdout).toMatch(/^serviceName +count\(\) +p95\(/m);
    expect(stdout).toMatch(/^web +1 +100 ms/m);
    expect(stdout).toMatch(/^stock +1 +50\d µs/m);
    const { series } = await askJson<Aggregate>('query', 'kind=server | count() by serviceName');
    expect(series.map(({ labels }) => labels.serviceName).toSorted()).toEqual(['orders', 'stock', 'web']);
    const over = await ask(120, 'query', '{} | count()', '--start', '-10m', '--step', '60');
    expect(over.stdout).toMatch(/^count\(\)/m);
  });

  test('what is wrong with it, and where', async () => {
    const { code, stderr } = await ask(80, 'query', 'servicename=web');
    expect(code).toBe(1);
    expect(stderr).toContain('serviceName');
    expect(stderr).toContain('\n  servicename=web\n  ^^^^^^^^^^^\n');
    const lines = await ask(80, 'query', 'name="日本"\nAND name="日本" AND durtion > 1s\nAND kind=server');
    expect(lines.stderr).toContain(`\n  AND name="日本" AND durtion > 1s\n${' '.repeat(22)}^^^^^^^\n`);
    expect(await ask(80, 'query', 'a'.repeat(20_000))).toMatchObject({ code: 2, stdout: '' });
  });

  test('numbers that are none', async () => {
    const check = async (args: readonly string[], text: string): Promise<void> =>
      expect(await ask(80, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(text) });
    await check(['query', '--limit', '1001'], 'cannot use --limit 1001: need a whole number from 1 to 1000\n');
    await check(['logs', '-n', '0'], 'cannot use --limit 0: need a whole number from 1 to 1000\n');
    await check(['trace', TRACE_ID, '--offset', '-1'], 'cannot use --offset -1: need a whole number from 0\n');
    await check(['tail', '--count', '1.5'], 'cannot use --count 1.5: need a whole number from 1\n');
  });
});

test('metrics, and the values of one', LIMIT, async () => {
  const { stdout } = await ask(120, 'metrics');
  expect(stdout).toMatch(/^METRIC +KIND +UNIT +SERIES +BY +SERVICES +LAST SEEN\n/);
  expect(stdout).toMatch(/^orders\.placed +sum +\{order\} +2 +region +orders +\S+$/m);
  const placed = await ask(120, 'metrics', 'orders.placed', '--by', 'region', '--start', '-5m');
  expect(placed.stdout).toMatch(/^region +rate +increase +rate, \S+ to \S+$/m);
  expect(placed.stdout).toMatch(/^us +[\d.]+\/s +60 +\S+/m);
  expect(placed.stdout).toMatch(/^eu +[\d.]+\/s +30 +\S+/m);
  expect((await ask(120, 'metrics', 'process.memory.usage')).stdout).toMatch(/2\.00 MiB/);
  const series = await askJson<MetricSeriesList>('metrics', 'orders.placed', '--service', 'orders');
  expect(series).toMatchObject({ name: 'orders.placed', unit: '{order}', series: [{ labels: {} }] });
  expect(await ask(80, 'metrics', '--service', 'nobody')).toMatchObject({ stderr: 'No metrics in this time.\n' });
  const refused = await ask(80, 'metrics', 'nothing');
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('nothing') });
});

test('services, and the operations of one', LIMIT, async () => {
  const { stdout } = await ask(120, 'services');
  expect(stdout).toMatch(/^SERVICE +CALLS +ERRORS +P50 +P95 +P99 +LAST SEEN +SLOWEST$/m);
  expect(stdout).toMatch(/^orders +1 +1 100% +/m);
  const operations = await ask(120, 'services', 'web');
  expect(operations.stdout).toMatch(/^GET \/order +server +1 +– +100 ms/m);
  expect(operations.stdout).toMatch(/^POST +client +1 +– /m);
  const { services } = await askJson<ServiceList>('services');
  expect(services.map(({ name }) => name)).toEqual(['orders', 'stock', 'web']);
  expect(await ask(80, 'services', 'nobody')).toMatchObject({ code: 0, stderr: 'No spans of nobody in this time.\n' });
});

describe('logs', LIMIT, () => {
  test('the newest last, of one trace, service or severity', async () => {
    const bodies = async (...args: readonly string[]): Promise<unknown[]> =>
      (await askJson<LogList>('logs', ...args)).logs.map(({ body }) => body);
    const all = await ask(80, 'logs');
    expect(all.stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/ INFO {2}web +order placed/),
      expect.stringMatching(/ ERROR orders +none left ␛\]0;owned␇/),
      expect.stringMatching(/ INFO {2}web +started/),
    ]);
    expect(await bodies('--trace', TRACE_ID)).toHaveLength(2);
    expect(await bodies('--service', 'web', '--limit', '1')).toEqual(['started']);
    expect(await bodies('--severity', 'error')).toHaveLength(1);
    expect(await bodies('placed')).toEqual(['order placed']);
    expect((await ask(80, 'logs', '-a', 'placed')).stdout).toContain('\n    article = lamp\n');
  });

  test('as they arrive', async () => {
    const child = startCommand({ directory }, ['logs', '--follow', '--json', '--limit', '1']);
    const lines = createInterface({ input: child.stdout! });
    const bodies: unknown[] = [];
    const enough = new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        bodies.push((JSON.parse(line) as LogRecord).body);
        if (bodies.length === 1) void sendLogs(hub, [{ body: 'late', severity: 9, atMs: 100 }]);
        if (bodies.length === 2) resolve();
      });
    });
    await enough;
    child.kill();
    expect(bodies).toEqual(['started', 'late']);
  });
});

describe('tail', LIMIT, () => {
  test('spans as they arrive, one line each', async () => {
    const child = startCommand({ directory, environment: { COLUMNS: '120' } }, ['tail', 'name=live*', '--count', '2']);
    const ended = once(child, 'close');
    let stdout = '';
    child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    await once(child.stderr!, 'data');
    const trace = 'c'.repeat(32);
    await sendSpans(hub, [
      { service: 'web', name: 'dull', id: 7, durationMs: 1, trace },
      { service: 'web', name: 'live one', id: 8, durationMs: 1, trace },
      { service: 'web', name: 'live two\u001b[2J', id: 9, kind: 2, durationMs: 2500, error: 'no', trace },
    ]);
    expect((await ended)[0]).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.toSorted((a, b) => a.localeCompare(b))).toEqual([
      expect.stringMatching(/ web +1\.00 ms live one +c{32}$/),
      expect.stringMatching(/ web +2\.50 s {2}live two␛\[2J server: no ✗ +c{32}$/),
    ]);
  });

  test('as lines of JSON, and what cannot be watched', async () => {
    const child = startCommand({ directory }, ['tail', '--json', '-n', '1', '--service', 'stock']);
    const ended = once(child, 'close');
    const [line] = await Promise.all([
      once(createInterface({ input: child.stdout! }), 'line') as Promise<[string]>,
      once(child.stderr!, 'data').then(() =>
        sendSpans(hub, [{ service: 'stock', name: 'one', id: 12, durationMs: 1, trace: 'd'.repeat(32) }]),
      ),
    ]);
    expect(JSON.parse(line[0]) as Span).toMatchObject({ name: 'one', service: 'stock' });
    expect((await ended)[0]).toBe(0);
    expect(await throughline({ directory }, 'tail', 'spanCount > 3')).toMatchObject({ code: 1, stdout: '' });
    expect(await throughline({ directory }, 'tail', '-n', '0')).toMatchObject({ code: 2 });
  });
});

test('trace: the answer of the API, and one that is not there', LIMIT, async () => {
  expect((await askJson<Trace>('trace', TRACE_ID)).spans.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
  expect(await ask(80, 'trace', 'f'.repeat(32))).toMatchObject({ code: 1, stdout: '' });
});

test('colours: where asked for, and never with NO_COLOR', LIMIT, async () => {
  const color = await throughline({ directory, environment: { FORCE_COLOR: '1' } }, 'services');
  expect(color.stdout).toContain('\u001b[');
  const none = await throughline({ directory, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } }, 'services');
  expect(none.stdout).not.toContain('\u001b[');
});

test('a reader that stops reading', LIMIT, async () => {
  const child = startCommand({ directory }, ['query', '--json']);
  child.stdout!.destroy();
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
