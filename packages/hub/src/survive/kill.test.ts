// The promise of the journal, on the real process: what was acknowledged is in the store once, whenever the process dies.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { endHubProcess, startHubProcess, waitUntilStored } from '../fixtures/hub-process.ts';
import type { HubProcess } from '../fixtures/hub-process.ts';
import { createMarkedRequest, readMarks, sendRequest } from '../fixtures/load.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { Signal } from '../store/engine.ts';
import { Store } from '../store/store.ts';

const KILLS = 30;
const ITEMS_PER_REQUEST = 20;
const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

type Marks = Record<Signal, string[]>;

/** Sends until the hub is gone; what it acknowledges is added to `acknowledged`. */
async function sendUntilGone({ addresses }: HubProcess, acknowledged: Marks): Promise<void> {
  const send = async (signal: Signal): Promise<void> => {
    for (;;) {
      const request = createMarkedRequest(signal, ITEMS_PER_REQUEST);
      const answer = await sendRequest(addresses.otlpHttp, request).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 200) acknowledged[signal].push(...request.marks);
    }
  };
  await Promise.all([...SIGNALS, ...SIGNALS].map(send));
}

// A start alone takes seconds on a machine with other work.
test(`kill -9 at ${KILLS} random moments under load`, { timeout: 900_000 }, async () => {
  const directory = temporaryDirectory();
  const options = { store: `chdb:${directory}`, maxSegmentBytes: 256 * 1024 };
  const acknowledged: Marks = { traces: [], logs: [], metrics: [] };
  for (let kill = 0; kill < KILLS; kill++) {
    const hub = await startHubProcess(options);
    const before = SIGNALS.map((signal) => acknowledged[signal].length);
    const sending = sendUntilGone(hub, acknowledged);
    while (SIGNALS.some((signal, index) => acknowledged[signal].length === before[index])) await delay(5);
    await delay(Math.random() * 600);
    await endHubProcess(hub, 'SIGKILL');
    await sending;
  }
  const last = await startHubProcess(options);
  await waitUntilStored(last);
  expect(await endHubProcess(last, 'SIGTERM')).toBe(0);

  const store = await Store.open(`${directory}/store`);
  for (const signal of SIGNALS) {
    const marks = await readMarks(store, signal);
    const stored = new Set(marks);
    expect(acknowledged[signal].length).toBeGreaterThanOrEqual(KILLS * ITEMS_PER_REQUEST);
    expect(acknowledged[signal].filter((mark) => !stored.has(mark))).toEqual([]);
    expect(marks.length).toBe(stored.size);
  }
  // The sums that the views keep have seen each span once, too.
  const [sums] = await store.engine.read<Record<string, string>>(
    'SELECT (SELECT count() FROM spans) AS spans, (SELECT sum(span_count) FROM trace_summary) AS summed, (SELECT sum(calls) FROM red_1m) AS called',
  );
  expect(sums).toEqual({ spans: sums.spans, summed: sums.spans, called: sums.spans });
  await store.close();
});
