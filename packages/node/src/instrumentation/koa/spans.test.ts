import { describe, expect, test } from 'vitest';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

const ROUTES: Readonly<Record<string, string | undefined>> = {
  'GET /': '/',
  'GET /users/7?token=1': '/users/:id',
  'HEAD /users/7': '/users/:id',
  'POST /users': '/users',
  'GET /files/a/b.txt': '/^\\/files\\/(.+)\\.txt$/',
  'GET /guarded/7': '/guarded/:thing',
  'GET /guarded/7?stop': '/guarded/:thing',
  'GET /both/new': '/both/new',
  'GET /both/7': '/both/:id',
  'GET /written': '/written',
  'GET /api/acme/users/7': '/api/:tenant/users/:id',
  'GET /api/acme/v2/deep/7': '/api/:tenant/v2/deep/:x',
  'GET /nowhere': undefined,
  'PUT /users': undefined,
};

const FAILURES: Readonly<Record<string, readonly [route: string, status: number, exceptions: unknown[]]>> = {
  'GET /throws': ['/throws', 500, [['TypeError', 'broken']]],
  'GET /rejects': ['/rejects', 500, [['ECONNREFUSED', 'no connection']]],
  'GET /not-found-error': ['/not-found-error', 404, []],
  // Koa never sees what a middleware has caught.
  'GET /handled': ['/handled', 503, []],
};

const requests = [...Object.keys(ROUTES), ...Object.keys(FAILURES)];

describe.each([
  ['app.cjs', true],
  ['app.mjs', true],
  ['early.mjs', false],
])('%s', async (file, preload) => {
  const { spans, statuses, stderr } = await runApp({
    file: new URL(`fixtures/${file}`, import.meta.url),
    requests,
    preload,
  });

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

test('switched off, nothing is recorded but the request', async () => {
  const { spans } = await runApp({
    file: new URL('fixtures/app.mjs', import.meta.url),
    requests: ['GET /users/7', 'GET /throws'],
    environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'koa' },
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  expect(exceptionsOf(spans['GET /throws'])).toEqual([]);
});
