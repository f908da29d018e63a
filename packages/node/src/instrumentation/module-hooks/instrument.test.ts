import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { forgetReports, setReportSink } from '../../diagnostics/reporter.ts';
import { describeRoute, exceptionsOf, runApp } from './fixtures/run-app.ts';
import { instrument } from './instrument.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
const bundle = pathToFileURL(join(folder, 'app.mjs'));

beforeAll(async () => {
  const build = await rolldown({
    input: fileURLToPath(new URL('fixtures/bundled.mjs', import.meta.url)),
    platform: 'node',
    external: /^node:|^throughline-instrument$/,
    logLevel: 'silent',
  });
  const instrumentUrl = new URL('instrument.ts', import.meta.url).href;
  // Minified, so that no class has the name that its author gave it.
  await build.write({
    file: fileURLToPath(bundle),
    format: 'esm',
    minify: true,
    paths: { 'throughline-instrument': instrumentUrl },
  });
  await build.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('in a minified bundle', () => {
  const check = (handed: string, served: string): void => {
    test(`${served} is traced once ${handed} is handed over`, async () => {
      const requests = ['GET /users/7', 'GET /throws'];
      const environment = { HANDED_OVER: handed, SERVED: served };
      const { spans, stdout, stderr } = await runApp({ file: bundle, requests, environment });
      expect(stdout).toContain('recognised true\n');
      expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET /users/:id', route: '/users/:id' });
      expect(exceptionsOf(spans['GET /throws'])).toEqual([['TypeError', 'broken']]);
      expect(stderr).toBe('');
    });
  };
  check('express4', 'express4');
  check('koa', 'koa');
  check('hono', 'hono');
  check('h3', 'h3');

  // The router shows Koa's context on the way to the first match.
  check('router', 'koa');

  test('without it there is no route', async () => {
    const environment = { HANDED_OVER: 'none', SERVED: 'hono' };
    const { spans } = await runApp({ file: bundle, requests: ['GET /users/7'], environment });
    expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  });
});

describe('other libraries are recognised', () => {
  test.each(['ws', 'better-sqlite3', 'commander', 'bullmq', 'kafkajs', 'ioredis', 'ssh2'])('%s', async (name) => {
    const library = (await import(name)) as object;
    expect(instrument(library)).toBe(true);
    expect(instrument(library)).toBe(true);
  });
});

describe('what is no framework', () => {
  const said: string[] = [];
  const previous = setReportSink((line) => said.push(line));
  afterEach(() => {
    said.length = 0;
    forgetReports();
  });
  afterAll(() => setReportSink(previous));

  const check = (given: unknown, description: string): void => {
    test(`is refused: ${description}`, () => {
      expect(instrument(given)).toBe(false);
      expect(said).toEqual([
        `throughline warn: cannot instrument a module: got ${description}, need express 4, koa, @koa/router, hono, h3, @grpc/grpc-js, pino, winston, ws, better-sqlite3, commander, bullmq, kafkajs, ioredis or ssh2`,
      ]);
    });
  };
  check(undefined, 'undefined');
  check(null, 'null');
  check('hono', 'hono');
  check({}, 'a module that exports nothing');
  check({ a: 1, b: 2, c: () => {}, d: null, e: Error, f: 6 }, 'a module that exports a, b, c, d, e');
  check(function express() {}, 'function express');
  check(Map, 'function Map');

  test('and what throws when it is looked at does not reach the application', () => {
    const hostile = Object.defineProperty({}, 'a', { enumerable: true, get: () => JSON.parse('{') });
    expect(instrument(hostile)).toBe(false);
    expect(said).toEqual([
      expect.stringContaining('instrumentation instrument() failed, the application is not affected'),
    ]);
  });
});
