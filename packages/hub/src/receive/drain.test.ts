// SIGTERM under load, on the real process: what has begun is answered, what was acknowledged is stored, and nothing else is.
import { expect, test } from 'vitest';
import { endHubProcess, startHubProcess } from '../fixtures/hub-process.ts';
import { createMarkedRequest, readMarks, sendRequest } from '../fixtures/load.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import type { Signal } from '../store/engine.ts';
import { Store } from '../store/store.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const WANTED_ITEMS = 1000;

test('a hub that is told to end drains', { timeout: 120_000 }, async () => {
  const directory = temporaryDirectory();
  const hub = await startHubProcess({ store: `chdb:${directory}` });
  const acknowledged: Record<Signal, string[]> = { traces: [], logs: [], metrics: [] };
  const gone = new AbortController();
  const send = async (signal: Signal): Promise<void> => {
    while (!gone.signal.aborted) {
      const request = createMarkedRequest(signal, 10);
      const answer = await sendRequest(hub.addresses.otlpHttp, request).catch(() => undefined);
      if (answer?.status === 200) acknowledged[signal].push(...request.marks);
      // Nobody is there: leave the processor to the hub.
      if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const sending = Promise.all([...SIGNALS, ...SIGNALS, ...SIGNALS].map(send));
  while (SIGNALS.some((signal) => acknowledged[signal].length < WANTED_ITEMS))
    await new Promise((resolve) => setTimeout(resolve, 10));
  const code = await endHubProcess(hub, 'SIGTERM');
  gone.abort();
  await sending;
  expect([code, hub.stderr()]).toEqual([0, '']);

  const store = await Store.open(`${directory}/store`);
  for (const signal of SIGNALS) {
    const stored = await readMarks(store, signal);
    expect({ signal, marks: stored.toSorted() }).toEqual({ signal, marks: acknowledged[signal].toSorted() });
  }
  await store.close();
});
