import { describe, expect, test } from 'vitest';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

const ROUTES: Readonly<Record<string, string | undefined>> = {
  'GET /': '/',
  'GET /users/7': '/users/:id',
  'HEAD /users/7': '/users/:id',
  'POST /users': '/users',
  'GET /one/1': '/one/:a',
  'GET /two/2': '/two/:b',
  'GET /files/a/b.txt': '/^\\/files\\/(.+)\\.txt$/',
  'GET /optional': '/optional{/:part}',
  'GET /rest/a/b': '/rest/*path',
  'GET /book': '/book',
  'GET /next/3': '/next/:id',
  'GET /fallthrough/3': '/fallthrough/*rest',
  'GET /plain': undefined,
  'GET /passed': '/passed',
  'GET /stale/other': undefined,
  'GET /nested/x/7': '/nested/x/:y',
  'GET /nowhere': undefined,
  'GET /api/acme/users': '/api/:tenant/users',
  'GET /api/acme/users/7?token=1': '/api/:tenant/users/:id',
  'GET /api/acme/admin/logs/monday': '/api/:tenant/admin/logs/:day',
  'GET /api/acme/root/logs/monday': '/api/:tenant/root/logs/:day',
  'GET /api/acme/v2/regular': '/api/:tenant/^\\/v\\d+//regular',
  'GET /api/acme/inner/leaf/1': '/api/:tenant/inner/leaf/:x',
  'GET /api/acme/about': '/api/:tenant/about',
  'GET /api/acme/nowhere': undefined,
  'GET /mounted/inside/4': '/mounted/inside/:id',
  'GET /checked/yes': '/checked/:checked',
  'GET /checked/no': '/checked/:checked',
};

const FAILURES: Readonly<Record<string, readonly [route: string, status: number, exceptions: unknown[]]>> = {
  'GET /throws': ['/throws', 500, [['TypeError', 'broken']]],
  'GET /rejects': ['/rejects', 500, [['ECONNREFUSED', 'no connection']]],
  'GET /passes-error': ['/passes-error', 500, [['Error', 'passed']]],
  'GET /not-found-error': ['/not-found-error', 404, []],
  'GET /replaced': ['/replaced', 500, [['RangeError', 'second']]],
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

test('switched off, nothing is recorded but the request', async () => {
  const { spans } = await runApp({
    file: new URL('fixtures/app.mjs', import.meta.url),
    requests: ['GET /users/7', 'GET /throws'],
    environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'express' },
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  expect(exceptionsOf(spans['GET /throws'])).toEqual([]);
});
