import { expect, test } from 'vitest';
import { checkFramework } from '../module-hooks/fixtures/check-framework.ts';
import { describeRoute, exceptionsOf, runApp } from '../module-hooks/fixtures/run-app.ts';

const url = (file: string): URL => new URL(`fixtures/${file}`, import.meta.url);

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

checkFramework({
  name: 'fastify',
  url,
  files: ['app.cjs', 'app.mjs'],
  filesSwitchedOff: ['app.mjs'],
  routes: { ...ROUTES, ...EARLY },
  failures: FAILURES,
});

test('an application that was created earlier has routes and errors of its handlers', async () => {
  const { spans, stderr } = await runApp({
    file: url('early.mjs'),
    requests: ['GET /users/7', 'GET /rejects', 'GET /nowhere'],
    preload: false,
  });
  expect(describeRoute(spans['GET /users/7'])).toEqual({ name: 'GET /users/:id', route: '/users/:id' });
  expect(exceptionsOf(spans['GET /rejects'])).toEqual([['ECONNREFUSED', 'no connection']]);
  expect(describeRoute(spans['GET /nowhere'])).toEqual({ name: 'GET', route: undefined });
  expect(stderr).toBe('');
});

test('a request without a connection is answered as ever', async () => {
  const { stdout, stderr } = await runApp({ file: url('inject.mjs'), requests: [] });
  expect(stdout).toBe('port 0\n200 {"id":"7"}\n');
  expect(stderr).toBe('');
});
