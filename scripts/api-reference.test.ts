import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestHub } from '../packages/hub/src/fixtures/test-hub.ts';
import { renderReference } from './api-reference.ts';
import type { OpenApi } from './api-reference.ts';

const PAGE = fileURLToPath(new URL('../docs/api.md', import.meta.url));
const TOKEN = 'read-secret';

let hub: TestHub;
let openApi: OpenApi;

function ask(path: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }): Promise<Response> {
  return fetch(hub.hub.addresses.ui + path, { headers });
}

beforeAll(async () => {
  hub = await TestHub.start({ readToken: TOKEN });
  openApi = (await (await ask('/api/v1/openapi.json')).json()) as OpenApi;
}, 60_000);

afterAll(() => hub.close(), 60_000);

test('docs/api.md has the routes of the hub', async () => {
  await expect(renderReference(readFileSync(PAGE, 'utf8'), openApi)).toMatchFileSnapshot(PAGE);
});

test('every route says what it is for, and what each parameter means', () => {
  const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  const unnamed = operations.filter(({ operation }) => !operation.summary).map(({ path }) => path);
  const undescribed = operations.flatMap(({ path, operation }) =>
    (operation.parameters ?? []).filter(({ description }) => !description).map(({ name }) => `${path}?${name}`),
  );
  expect(Object.keys(openApi.paths).length).toBeGreaterThan(15);
  expect([...unnamed, ...undescribed]).toEqual([]);
});

test('every route wants the token, and to be asked from here', async () => {
  for (const path of Object.keys(openApi.paths)) {
    const url = path.replaceAll(/\{\w+\}/g, 'x');
    const expected = path === '/healthz' || path === '/readyz' ? 200 : 401;
    expect([path, (await ask(url, {})).status]).toEqual([path, expected]);
    const foreign = { authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' };
    expect([path, (await ask(url, foreign)).status]).toEqual([path, 403]);
  }
});
