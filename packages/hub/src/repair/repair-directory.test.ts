import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { framed } from '../fixtures/records.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { Hub } from '../hub.ts';
import { quarantine } from '../journal/quarantine.ts';
import { Store } from '../store/store.ts';
import { repairDirectory } from './repair-directory.ts';

const LIMIT = { timeout: 120_000 };
const TRACE_ID = '5b8efff798038103d269b633813fc60c';

function spans(...names: readonly string[]): Uint8Array {
  return encodeSpans(
    names.map((name, index) => createSpan({ traceId: TRACE_ID, spanId: `b7ad6b716920333${index}`, name })),
  );
}

/** A data directory with an empty journal. */
function dataDirectory(): string {
  const directory = temporaryDirectory();
  for (const signal of ['traces', 'logs', 'metrics']) mkdirSync(`${directory}/journal/${signal}`, { recursive: true });
  return directory;
}

async function namesIn(directory: string): Promise<string[]> {
  const store = await Store.open(`${directory}/store`);
  const rows = await store.engine.read<{ name: string }>('SELECT name FROM spans ORDER BY name');
  await store.close();
  return rows.map(({ name }) => name);
}

test('a torn tail is set aside, and what was acknowledged stays', LIMIT, async () => {
  const directory = dataDirectory();
  const whole = framed(spans('a', 'b'), spans('c'));
  const segment = `${directory}/journal/traces/one.segment`;
  writeFileSync(segment, Buffer.concat([whole, Buffer.from('torn')]));
  const looked = await repairDirectory(directory, { check: true });
  expect(looked.signals.traces).toMatchObject({ segments: 1, requests: 2, items: 3, bytes: whole.length + 4 });
  expect(looked.signals.traces.damage).toEqual([{ path: segment, start: whole.length, bytes: 4 }]);
  expect(looked.actions).toEqual([]);
  expect(readFileSync(segment).length).toBe(whole.length + 4);

  const { actions } = await repairDirectory(directory);
  expect(actions).toEqual([expect.stringContaining('4 bytes are no request')]);
  expect(readFileSync(segment)).toEqual(whole);
  const again = await repairDirectory(directory);
  expect(again).toMatchObject({
    actions: [],
    signals: { traces: { damage: [], quarantined: [{ kind: 'damaged', bytes: 4 }] } },
  });
});

test('what was refused is tried again, by the next hub', LIMIT, async () => {
  const directory = dataDirectory();
  const journal = `${directory}/journal/traces`;
  await quarantine(`${journal}/old.segment`, { kind: 'request', start: 7, content: spans('refused') });
  await quarantine(`${directory}/journal/logs/old.segment`, { kind: 'damaged', start: 7, content: Buffer.from('x') });
  expect((await repairDirectory(directory)).actions).toEqual([]);
  const { actions } = await repairDirectory(directory, { retry: true });
  expect(actions).toEqual([expect.stringContaining('is back in the journal')]);
  expect(readdirSync(`${journal}/quarantine`)).toEqual([]);
  expect(readdirSync(journal)).toEqual([expect.stringMatching(/^old-7-[0-9a-f]{8}\.segment$/), 'quarantine']);

  const hub = await Hub.start({ store: `chdb:${directory}`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 });
  await hub.close();
  expect(await namesIn(directory)).toEqual(['refused']);
});

test('a directory in use, and one that is none', LIMIT, async () => {
  const directory = dataDirectory();
  const hub = await Hub.start({ store: `chdb:${directory}`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 });
  await expect(repairDirectory(directory)).rejects.toMatchObject({ code: 'TL_HUB_DIRECTORY_IN_USE' });
  await hub.close();
  await expect(repairDirectory(`${directory}/nothing`)).rejects.toMatchObject({ code: 'TL_HUB_OPTION' });
});

test('hub.json of a hub that was killed', LIMIT, async () => {
  const directory = dataDirectory();
  const file = { pid: 1, uiUrl: '', otlpHttpUrl: '', otlpGrpcUrl: '' };
  writeFileSync(`${directory}/hub.json`, JSON.stringify(file));
  expect(await repairDirectory(directory, { check: true })).toMatchObject({ staleHubFile: true, actions: [] });
  expect((await repairDirectory(directory)).actions).toEqual([expect.stringContaining('hub.json')]);
  expect(await repairDirectory(directory)).toMatchObject({ staleHubFile: false, actions: [] });
});

test('a part of the store whose bytes have changed is taken out, and the rest can be read', LIMIT, async () => {
  const directory = dataDirectory();
  for (const [id, request] of Object.entries({ one: spans('first'), two: spans('second') })) {
    writeFileSync(`${directory}/${id}.segment`, framed(request));
    const store = await Store.open(`${directory}/store`);
    await store.engine.execute('SYSTEM STOP MERGES');
    await store.load('traces', `${directory}/${id}.segment`, id);
    await store.close();
  }
  const part = await breakPartOf(`${directory}/store`);
  const { brokenParts, actions } = await repairDirectory(directory);
  expect(brokenParts).toEqual([{ table: 'spans', part, message: expect.any(String) }]);
  expect(actions).toEqual([expect.stringContaining(`part ${part} of table spans was taken out`)]);
  expect(await namesIn(directory)).toHaveLength(1);
  expect((await repairDirectory(directory)).brokenParts).toEqual([]);
});

/** Changes bytes in the middle of the first part of `spans`. @returns its name. */
async function breakPartOf(storeDirectory: string): Promise<string> {
  const store = await Store.open(storeDirectory);
  const [{ name, path }] = await store.engine.read<{ name: string; path: string }>(
    "SELECT name, path FROM system.parts WHERE table = 'spans' AND active ORDER BY name LIMIT 1",
  );
  await store.close();
  const data = readdirSync(path).find((file) => file === 'data.bin' || file === 'name.bin')!;
  const bytes = readFileSync(`${path}/${data}`);
  bytes[bytes.length >> 1] ^= 0xff;
  writeFileSync(`${path}/${data}`, bytes);
  return name;
}
