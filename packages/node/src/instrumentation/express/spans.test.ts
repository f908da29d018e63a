import { checkFramework } from '../module-hooks/fixtures/check-framework.ts';

const url = (file: string): URL => new URL(`fixtures/${file}`, import.meta.url);

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

checkFramework({
  name: 'express',
  url,
  files: ['app.cjs', 'app.mjs'],
  filesSwitchedOff: ['app.mjs'],
  routes: ROUTES,
  failures: FAILURES,
});

const { 'GET /rejects': _unhandled, ...failuresOf4 } = FAILURES;

/** Express 4 writes some patterns in another way, and does not say which of several has matched. */
checkFramework({
  name: 'express',
  url,
  files: ['app-4.cjs', 'app-4.mjs'],
  filesSwitchedOff: ['app-4.mjs'],
  routes: {
    ...ROUTES,
    'GET /one/1': '/one/:a,/two/:b',
    'GET /two/2': '/one/:a,/two/:b',
    'GET /optional': '/optional/:part?',
    'GET /rest/a/b': '/rest/*',
    'GET /fallthrough/3': '/fallthrough/*',
    'GET /api/acme/admin/logs/monday': '/api/:tenant/admin,/root/logs/:day',
    'GET /api/acme/root/logs/monday': '/api/:tenant/admin,/root/logs/:day',
  },
  failures: failuresOf4,
});
