import { describe, expect, test } from 'vitest';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

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

const requests = [...Object.keys(ROUTES), ...Object.keys(FAILURES)];

describe.each(['app.cjs', 'app.mjs'])('%s', async (file) => {
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

test('loaded before the runtime: what is created later has routes, and a warning says so', async () => {
  const { spans, stderr } = await runApp({
    file: new URL('fixtures/early.cjs', import.meta.url),
    requests: ['GET /users/7?before', 'GET /users/7'],
    preload: false,
  });
  expect(describeRoute(spans['GET /users/7?before'])).toEqual({ name: 'GET', route: undefined });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET /users/:id', route: '/users/:id' });
  expect(stderr).toMatch(/^throughline warn: h3 was loaded before tracing started: .*\n$/);
});

test.each(['app.cjs', 'app.mjs'])('%s, switched off: nothing is recorded but the request', async (file) => {
  const { spans } = await runApp({
    file: new URL(`fixtures/${file}`, import.meta.url),
    requests: ['GET /users/7', 'GET /throws'],
    environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'h3' },
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  expect(exceptionsOf(spans['GET /throws'])).toEqual([]);
});
