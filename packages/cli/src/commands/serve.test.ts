import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { resolveOptions } from '@throughline/hub';
import type { HubFile } from '@throughline/hub';
import { DEFAULT_ITEM_LIMITS, DEFAULT_TRACE_REQUEST_LIMITS } from '@throughline/wire/decode';
import { afterAll, expect, test } from 'vitest';
import { COMMAND, serve, throughline, workingDirectory } from '../fixtures/throughline.ts';
import { HUB_FLAGS, LIMIT_FLAGS, readHubFlags } from '../serve/hub-flags.ts';

const directory = workingDirectory();
const FREE_PORTS = ['--ui-port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];
const LIMIT = { timeout: 120_000 };

test('every option of a hub has a flag', () => {
  const { limits: __, ...options } = resolveOptions();
  expect(Object.keys(HUB_FLAGS).toSorted()).toEqual(Object.keys(options).toSorted());
  const limits = { ...DEFAULT_ITEM_LIMITS, ...DEFAULT_TRACE_REQUEST_LIMITS };
  expect(Object.keys(LIMIT_FLAGS).toSorted()).toEqual(Object.keys(limits).toSorted());
});

test('the defaults that the help names are those of the hub', () => {
  const options = { ...resolveOptions(), ...DEFAULT_ITEM_LIMITS, ...DEFAULT_TRACE_REQUEST_LIMITS } as Record<
    string,
    unknown
  >;
  const wrong = Object.entries({ ...HUB_FLAGS, ...LIMIT_FLAGS }).filter(([name, option]) => {
    const text = / e\.g\. (\S+) \(the default\)|\(default: ([\d,]+)\)$/.exec(option.description);
    const said = text?.[1] ?? text?.[2]?.replaceAll(',', '');
    const value = said === undefined ? option.defaultValue : option.parseArg!(said, undefined);
    return value !== undefined && value !== options[name];
  });
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test('flags become options', () => {
  const given = { uiPort: 1, maxBody: 5, maxInflatedBody: 6, maxSpans: 7, page: 'p', json: true };
  expect(readHubFlags(given)).toEqual({
    uiPort: 1,
    maxBodyBytes: 5,
    maxInflatedBytes: 6,
    pageDirectory: 'p',
    limits: { maxSpans: 7 },
  });
});

test('a busy port: who holds it, and what to do', LIMIT, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const hub = await serve(directory);
  const hubPort = new URL(hub.ui).port;
  const ports = ['--ui-port', hubPort, '--otlp-http-port', `${port}`, '--otlp-grpc-port', '0'];
  const { code, stderr } = await throughline({ directory }, 'serve', '--store', 'chdb:other', ...ports);
  expect(code).toBe(1);
  const { pid } = JSON.parse(readFileSync(`${directory}/.throughline/hub.json`, 'utf8')) as HubFile;
  expect(stderr).toMatch(
    new RegExp(`:${hubPort} \\(--ui-port\\): a Throughline hub, process ${pid} \\(.+\\), .*--hub ${hub.ui}`),
  );
  expect(stderr).toMatch(new RegExp(`:${port} \\(--otlp-http-port\\): in use by process ${process.pid} `));
  expect(stderr).toContain('throughline serve --ui-port 0 --otlp-http-port 0\n');
});

test('what it refuses', LIMIT, async () => {
  const check = async (args: readonly string[], code: number, text: string): Promise<void> =>
    expect(await throughline({ directory }, 'serve', ...args)).toMatchObject({
      code,
      stderr: expect.stringContaining(text),
    });
  await check(['--ui-port', '65536'], 2, 'cannot listen on port 65536');
  await check(['--max-body', '16 bananas'], 2, 'cannot read the size 16 bananas');
  await check(['--max-spans', '0'], 2, 'cannot read the number 0');
  await check(['--fsync', 'never'], 2, 'Allowed choices are always, interval, os');
  await check(['--max-body', '0', '--ui-port', '0'], 1, 'cannot use maxBodyBytes: got 0, need at least 1');
  await check(['--store', `chdb:${COMMAND}`, ...FREE_PORTS], 1, 'throughline.js as the data directory: EEXIST');
  await check(['--host', '0.0.0.0'], 1, 'there is no token');
  await check(['--store', 'somewhere'], 1, 'need chdb:DIRECTORY');
  await check(['--host', '192.0.2.1', '--token', 'x', '--ui-port', '1'], 1, 'this machine does not have this address');
});

test('--version is that of the package, and unknown things are named', LIMIT, async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await throughline({ directory }, '--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect(await throughline({ directory }, 'serv')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean serve?'),
  });
});
