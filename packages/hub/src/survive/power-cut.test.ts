// A power cut leaves what was brought to the disk. Nobody cuts the power here: the order of the system calls is looked at, and
// files are torn as a power cut would tear them.
import { readdirSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { endHubProcess, startHubProcess, waitUntilStored } from '../fixtures/hub-process.ts';
import { createMarkedRequest, readMarks, sendRequest } from '../fixtures/load.ts';
import { readSystemCalls, traceSystemCalls } from '../fixtures/system-calls.ts';
import type { SystemCall } from '../fixtures/system-calls.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { Signal } from '../store/engine.ts';
import { openStore, writeSegment } from '../store/fixtures/open-store.ts';
import { Store } from '../store/store.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** Looks at the calls in order. @returns what was not on the disk when a segment was removed. */
function findUnsafe(calls: readonly SystemCall[]): { readonly removed: string[]; readonly unsafe: string[] } {
  const pending = new Set<string>();
  const removed: string[] = [];
  const unsafe: string[] = [];
  for (const { name, paths, text } of calls) {
    const isPart = /\/tmp_insert_/.test(paths[0] ?? '');
    if (name === 'openat' && isPart && text.includes('O_CREAT')) pending.add(paths.at(-1)!);
    if (name.startsWith('f') && paths.length > 0) pending.delete(paths[0].replace(/\/$/, ''));
    // A part gets its name when its files are there; the name is safe when its directory is.
    if (name.startsWith('rename') && isPart) pending.add(paths.at(-1)!.replace(/\/$/, ''));
    if (!name.startsWith('unlink') || !paths.at(-1)!.endsWith('.segment')) continue;
    removed.push(paths.at(-1)!);
    unsafe.push(...pending);
  }
  return { removed, unsafe };
}

async function traceLoads(fsync: 'interval' | 'os', command: readonly string[], log: string): Promise<SystemCall[]> {
  const directory = temporaryDirectory();
  const hub = await startHubProcess({ store: `chdb:${directory}`, fsync }, command);
  // One signal at a time: what another inserts meanwhile need not be safe yet.
  for (const signal of [...SIGNALS, ...SIGNALS]) {
    expect((await sendRequest(hub.addresses.otlpHttp, createMarkedRequest(signal, 20))).status).toBe(200);
    await waitUntilStored(hub);
  }
  expect(await endHubProcess(hub, 'SIGTERM')).toBe(0);
  return readSystemCalls(log);
}

test('a segment is removed after all files of its rows are on the disk', { timeout: 120_000 }, async (context) => {
  const log = `${temporaryDirectory()}/calls`;
  const trace = traceSystemCalls(log);
  if ('reason' in trace) return context.skip(trace.reason);
  const { removed, unsafe } = findUnsafe(await traceLoads('interval', trace.command, log));
  expect(removed.length).toBeGreaterThanOrEqual(6);
  expect(unsafe).toEqual([]);
});

test('with --fsync os the system writes back when it likes', { timeout: 120_000 }, async (context) => {
  const log = `${temporaryDirectory()}/calls`;
  const trace = traceSystemCalls(log);
  if ('reason' in trace) return context.skip(trace.reason);
  expect(findUnsafe(await traceLoads('os', trace.command, log)).unsafe.length).toBeGreaterThan(100);
});

/** The files of the newest part of a table, of which nothing was written back. */
async function tearNewestPart(store: Store, table: string): Promise<void> {
  const [{ path }] = await store.engine.read<{ path: string }>(
    `SELECT path FROM system.parts WHERE database = currentDatabase() AND table = '${table}' AND active ORDER BY max_block_number DESC LIMIT 1`,
  );
  await store.close();
  for (const name of readdirSync(path)) truncateSync(`${path}/${name}`);
}

test('a merge of which not all was written back: what it has replaced is there again', async () => {
  const directory = temporaryDirectory();
  const requests = Array.from({ length: 3 }, () => createMarkedRequest('logs', 5));
  const earlier = await Store.open(directory);
  for (const [index, { body }] of requests.entries()) await earlier.load('logs', writeSegment([body]), `load-${index}`);
  await earlier.engine.execute('OPTIMIZE TABLE logs FINAL');
  // What was replaced goes some seconds later by itself, at a moment that a test cannot wait for.
  const [lifetime] = await earlier.engine.read(
    `SELECT value FROM system.merge_tree_settings WHERE name = 'old_parts_lifetime'`,
  );
  expect(lifetime).toEqual({ value: '60' });
  await tearNewestPart(earlier, 'logs');

  const store = await openStore(directory);
  expect((await readMarks(store, 'logs')).toSorted()).toEqual(requests.flatMap(({ marks }) => marks).toSorted());
});

test.each(['spans', 'trace_summary', 'red_1m', 'resources'])(
  'a part of %s that is torn all the same: it is loaded again, nothing is there twice',
  async (table) => {
    const directory = temporaryDirectory();
    const kept = createMarkedRequest('traces', 3);
    const torn = createMarkedRequest('traces', 4);
    const path = writeSegment([torn.body]);
    const earlier = await Store.open(directory);
    await earlier.load('traces', writeSegment([kept.body]), 'kept');
    await earlier.load('traces', path, 'torn');
    await tearNewestPart(earlier, table);

    const store = await openStore(directory);
    await store.loadAgain('traces', path, 'torn');
    expect((await readMarks(store, 'traces')).toSorted()).toEqual([...kept.marks, ...torn.marks].toSorted());
    const [counts] = await store.engine.read(
      `SELECT (SELECT sum(span_count) FROM trace_summary) AS summed, (SELECT sum(calls) FROM red_1m) AS called,
(SELECT count() FROM spans WHERE resource_hash NOT IN (SELECT resource_hash FROM resources)) AS lost`,
    );
    expect(counts).toEqual({ summed: '7', called: '7', lost: '0' });
  },
);
