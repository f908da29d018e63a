import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Hub } from '../hub.ts';

const directory = mkdtempSync(`${tmpdir()}/throughline-hub-`);
let hub: Hub;

beforeAll(async () => {
  mkdirSync(`${directory}/page/assets`, { recursive: true });
  mkdirSync(`${directory}/page/.vite`);
  const script = `console.log('${'x'.repeat(2000)}')`;
  const files = {
    'index.html': '<meta name="csp-nonce" content="{csp-nonce}"><title>page</title>',
    'routes.json': '["/", "/trace/:id"]',
    'icon.svg': '<svg/>',
    'assets/index-abc123.js': script,
    'assets/index-abc123.js.gz': gzipSync(script),
    '.vite/manifest.json': '{}',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(`${directory}/page/${name}`, content);
  hub = await Hub.start({
    store: `chdb:${directory}/data`,
    pageDirectory: `${directory}/page/`,
    readToken: 'secret',
    uiPort: 0,
    otlpHttpPort: 0,
    otlpGrpcPort: 0,
  });
});

afterAll(async () => {
  await hub.close();
  rmSync(directory, { recursive: true, force: true });
});

const get = (path: string): Promise<Response> => fetch(`${hub.addresses.ui}${path}`);

/** Sends the path as it is, unlike `fetch`. */
function getRaw(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(hub.addresses.ui);
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response);
    })
      .on('error', reject)
      .end();
  });
}

describe('the page', () => {
  test.each(['/', '/trace/abc', '/trace/abc?span=1'])('%s is index.html, without a token', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>page</title>');
  });

  test('has a policy without inline scripts, and another nonce each time', async () => {
    const responses = [await get('/'), await get('/')];
    const nonces = await Promise.all(
      responses.map(async (response) => {
        const nonce = /content="([^"]+)"/.exec(await response.text())![1];
        const policy = response.headers.get('content-security-policy')!;
        expect(policy).toContain(`default-src 'none'`);
        expect(policy).toContain(`script-src 'self';`);
        expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
        expect(policy).not.toContain('unsafe');
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  test('what has a hash in its name is kept for ever, and sent compressed', async () => {
    const response = await get('/assets/index-abc123.js');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toContain('console.log');
    expect((await get('/icon.svg')).headers.get('cache-control')).toBe('public, max-age=0');
  });

  test.each(['/nothing', '/trace', '/assets/none.js', '/routes.json', '/index.html', '/.vite/manifest.json'])(
    '%s is not there',
    async (path) => {
      const response = await fetch(`${hub.addresses.ui}${path}`, { headers: { authorization: 'Bearer secret' } });
      expect(response.status).toBe(404);
    },
  );

  test.each(['/../data/hub.json', '/assets/../../data/hub.json', '/assets/%2e%2e/%2e%2e/data/hub.json', '/..%2fdata'])(
    'nobody gets out of the directory by %s',
    async (path) => {
      expect((await getRaw(path)).statusCode).not.toBe(200);
    },
  );

  test('the API and the metrics still ask for the token', async () => {
    expect((await get('/api/v1/status')).status).toBe(401);
    expect((await get('/metrics')).status).toBe(401);
  });
});
