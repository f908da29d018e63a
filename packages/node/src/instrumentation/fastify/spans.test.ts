import { describe, expect, test } from 'vitest';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

const ROUTES: Readonly<Record<string, string | undefined>> = {
  'GET /': '/',
  'GET /users/7?token=1': '/users/:id',
  'HEAD /users/7': '/users/:id',
  'GET /users/7/': '/users/:id',
  'GET /files/a/b': '/files/*',
  'GET /at/12h': '/at/:hour(^\\d{2})h',
  'GET /streamed': '/streamed',
  'PUT /many': '/many',
  'PATCH /many': '/many',
  'GET /api/acme': '/api/:tenant',
  'GET /api/acme/users/7': '/api/:tenant/users/:id',
  'GET /api/acme/v2/deep': '/api/:tenant/v2/deep',
  'GET /nowhere': undefined,
  'GET /api/acme/nowhere': undefined,
  'POST /users/7': undefined,
};

/** Answered before the handler. */
const EARLY: Readonly<Record<string, string>> = {
  'GET /private/7': '/private/:thing',
  'GET /guarded/7': '/guarded/:thing',
  'GET /valid/x': '/valid/:id',
};

const FAILURES: Readonly<Record<string, readonly [route: string, status: number, exceptions: unknown[]]>> = {
  'GET /throws': ['/throws', 500, [['TypeError', 'broken']]],
  'GET /rejects': ['/rejects', 500, [['ECONNREFUSED', 'no connection']]],
  'GET /sends-error': ['/sends-error', 500, [['Error', 'sent']]],
  'GET /hook-throws': ['/hook-throws', 500, [['Error', 'in a hook']]],
  'GET /not-found-error': ['/not-found-error', 404, []],
  'GET /api/acme/throws': ['/api/:tenant/throws', 503, [['TypeError', 'broken']]],
  'GET /api/acme/replaced': ['/api/:tenant/replaced', 500, [['TypeError', 'first']]],
};

const requests = [...Object.keys(ROUTES), ...Object.keys(EARLY), ...Object.keys(FAILURES)];

describe.each(['app.cjs', 'app.mjs'])('%s', async (file) => {
  const { spans, statuses, stderr } = await runApp({ file: new URL(`fixtures/${file}`, import.meta.url), requests });

  test.each(Object.entries({ ...ROUTES, ...EARLY }))('%s has the route %s', (request, route) => {
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

test('an application that was created earlier has routes and errors of its handlers', async () => {
  const { spans, stderr } = await runApp({
    file: new URL('fixtures/early.mjs', import.meta.url),
    requests: ['GET /users/7', 'GET /rejects', 'GET /nowhere'],
    preload: false,
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET /users/:id', route: '/users/:id' });
  expect(exceptionsOf(spans['GET /rejects'])).toEqual([['ECONNREFUSED', 'no connection']]);
  expect(describeRoute(spans['GET /nowhere'])).toEqual({ name: 'GET', route: undefined });
  expect(stderr).toBe('');
});

test('a request without a connection is answered as ever', async () => {
  const { stdout, stderr } = await runApp({ file: new URL('fixtures/inject.mjs', import.meta.url), requests: [] });
  expect(stdout).toBe('port 0\n200 {"id":"7"}\n');
  expect(stderr).toBe('');
});

test('switched off, nothing is recorded but the request', async () => {
  const { spans } = await runApp({
    file: new URL('fixtures/app.mjs', import.meta.url),
    requests: ['GET /users/7', 'GET /throws'],
    environment: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'fastify' },
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET', route: undefined });
  expect(exceptionsOf(spans['GET /throws'])).toEqual([]);
});
