import { describe, expect, test } from 'vitest';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

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

const requests = [...Object.keys(ROUTES), ...Object.keys(FAILURES)];

describe.each(['app.cjs', 'app.mjs', 'router.mjs'])('%s', async (file) => {
  const { spans, statuses, stderr } = await runApp({ file: new URL(`fixtures/${file}`, import.meta.url), requests });

  test.each(Object.entries(ROUTES))('%s has the route %s', (request, route) => {
    const [method] = request.split(' ');
    expect(describeRoute(spans[request])).toEqual({ name: route === undefined ? method : `${method} ${route}`, route });
  });

  test.each(Object.entries(FAILURES))('%s is a failure of %s', (request, [route, status, exceptions]) => {
    expect(statuses[request]).toBe(status);
    expect(describeRoute(spans[request]).route).toBe(route);
    expect(exceptionsOf(spans[request])).toEqual(exceptions);
  });

  test('says nothing', () => expect(stderr).toBe(''));
});

test('an application that was created earlier has all its routes', async () => {
  const { spans, stderr } = await runApp({
    file: new URL('fixtures/early.cjs', import.meta.url),
    requests: ['GET /before/1', 'GET /after/1'],
    preload: false,
  });
  expect(describeRoute(spans['GET /before/1'])).toEqual({ name: 'GET /before/:id', route: '/before/:id' });
  expect(describeRoute(spans['GET /after/1'])).toEqual({ name: 'GET /after/:id', route: '/after/:id' });
  expect(stderr).toBe('');
});

test.each(['app.cjs', 'app.mjs'])('%s, switched off: nothing is recorded but the request', async (file) => {
  const { spans } = await runApp({
    file: new URL(`fixtures/${file}`, import.meta.url),
    requests: ['GET /users/7', 'GET /throws'],
    environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'hono' },
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  expect(exceptionsOf(spans['GET /throws'])).toEqual([]);
});
