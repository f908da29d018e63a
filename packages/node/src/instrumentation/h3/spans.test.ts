import { expect, test } from 'vitest';
import { checkFramework } from '../module-hooks/fixtures/check-framework.ts';
import { describeRoute, runApp } from '../module-hooks/fixtures/run-app.ts';

const url = (file: string): URL => new URL(`fixtures/${file}`, import.meta.url);

const ROUTES: Readonly<Record<string, string | undefined>> = {
  'GET /': '/',
  'GET /users/7?token=1': '/users/:id',
  'HEAD /users/7': '/users/:id',
  'PUT /many': '/many',
  'DELETE /all': '/all',
  'GET /guarded/7': '/guarded/:thing',
  'GET /guarded/7?stop': '/guarded/:thing',
  'GET /files/a/b': '/files/**',
  'GET /api/acme/users/7': '/api/:tenant/users/:id',
  // What answers inside does not know where it was put.
  'GET /fetched/inside': '/fetched/**',
  // `withBase` changes the path, and nothing tells what it was.
  'GET /based/x': '/x',
  'GET /nowhere': undefined,
  'POST /many': undefined,
};

const FAILURES: Readonly<Record<string, readonly [route: string, status: number, exceptions: unknown[]]>> = {
  'GET /throws': ['/throws', 500, [['TypeError', 'broken']]],
  'GET /rejects': ['/rejects', 500, [['ECONNREFUSED', 'no connection']]],
  'GET /not-found-error': ['/not-found-error', 404, []],
};

checkFramework({
  name: 'h3',
  url,
  files: ['app.cjs', 'app.mjs'],
  filesSwitchedOff: ['app.cjs', 'app.mjs'],
  routes: ROUTES,
  failures: FAILURES,
});

test('loaded before the runtime: what is created later has routes, and a warning says so', async () => {
  const { spans, stderr } = await runApp({
    file: url('early.cjs'),
    requests: ['GET /users/7?before', 'GET /users/7'],
    preload: false,
  });
  expect(describeRoute(spans['GET /users/7?before'])).toEqual({ name: 'GET', route: undefined });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET /users/:id', route: '/users/:id' });
  expect(stderr).toMatch(/^throughline warn: h3 was loaded before tracing started: .*\n$/);
});
