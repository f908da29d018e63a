import { expect, test } from 'vitest';
import { checkFramework } from '../module-hooks/fixtures/check-framework.ts';
import { describeRoute, runApp } from '../module-hooks/fixtures/run-app.ts';

const url = (file: string): URL => new URL(`fixtures/${file}`, import.meta.url);

const ROUTES: Readonly<Record<string, string | undefined>> = {
  'GET /': '/',
  'GET /users/7?token=1': '/users/:id',
  'HEAD /users/7': '/users/:id',
  'PUT /many': '/many',
  'PATCH /other': '/other',
  'DELETE /all': '/all',
  'GET /guarded/7': '/guarded/:thing',
  // Middleware says nothing of what it guards.
  'GET /guarded/7?stop': undefined,
  'GET /checked/7': '/checked/:id{[0-9]+}',
  'GET /static/found/x': '/static/found/:file',
  'GET /static/missing': '/static/*',
  'GET /api/acme/users': '/api/:tenant/users',
  'GET /api/acme/users/7': '/api/:tenant/users/:id',
  'GET /nowhere': undefined,
};

const FAILURES: Readonly<Record<string, readonly [route: string, status: number, exceptions: unknown[]]>> = {
  'GET /throws': ['/throws', 500, [['TypeError', 'broken']]],
  'GET /rejects': ['/rejects', 500, [['ECONNREFUSED', 'no connection']]],
  'GET /teapot': ['/teapot', 418, []],
  'GET /api/acme/failing/throws': ['/api/:tenant/failing/throws', 503, []],
};

checkFramework({
  name: 'hono',
  url,
  files: ['app.cjs', 'app.mjs', 'router.mjs'],
  filesSwitchedOff: ['app.cjs', 'app.mjs'],
  routes: ROUTES,
  failures: FAILURES,
});

test('an application that was created earlier has all its routes', async () => {
  const { spans, stderr } = await runApp({
    file: url('early.cjs'),
    requests: ['GET /before/1', 'GET /after/1'],
    preload: false,
  });
  expect(describeRoute(spans['GET /before/1'])).toEqual({ name: 'GET /before/:id', route: '/before/:id' });
  expect(describeRoute(spans['GET /after/1'])).toEqual({ name: 'GET /after/:id', route: '/after/:id' });
  expect(stderr).toBe('');
});
