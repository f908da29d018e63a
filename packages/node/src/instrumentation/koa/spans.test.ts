import { checkFramework } from '../module-hooks/fixtures/check-framework.ts';

const url = (file: string): URL => new URL(`fixtures/${file}`, import.meta.url);

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

checkFramework({
  name: 'koa',
  url,
  files: ['app.cjs', 'app.mjs'],
  filesWithoutPreload: ['early.mjs'],
  filesSwitchedOff: ['app.mjs'],
  routes: ROUTES,
  failures: FAILURES,
});
