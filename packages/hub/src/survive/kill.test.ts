// The promise of the journal, on the real process: what was acknowledged is in the store once, whenever the process dies.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { endHubProcess, startHubProcess, waitUntilStored } from '../fixtures/hub-process.ts';
import type { HubProcess } from '../fixtures/hub-process.ts';
import { createSpan, encodeSpans, sendTraces } from '../fixtures/spans.ts';
import { Store } from '../store/store.ts';

const KILLS = 30;
const SPANS_PER_REQUEST = 20;
const SENDERS = 4;

const directory = mkdtempSync(`${tmpdir()}/throughline-kill-`);
const options = { store: `chdb:${directory}`, maxSegmentBytes: 64 * 1024 };
afterAll(() => rmSync(directory, { recursive: true }));

/** Sends until the hub is gone. @returns the ids that it acknowledged. */
async function sendUntilGone(hub: HubProcess): Promise<string[]> {
  const acknowledged: string[] = [];
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const traceId = randomBytes(16).toString('hex');
      const spans = Array.from({ length: SPANS_PER_REQUEST }, () =>
        createSpan({ traceId, spanId: randomBytes(8).toString('hex') }),
      );
      const answer = await sendTraces(hub.addresses.otlpHttp, encodeSpans(spans)).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status === 200) acknowledged.push(...spans.map(({ spanId }) => spanId));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sendAll));
  return acknowledged;
}

async function readStored(): Promise<string[]> {
  const store = await Store.open(`${directory}/store`);
  const rows = await store.engine.read<{ span_id: string }>('SELECT span_id FROM spans');
  await store.close();
  return rows.map(({ span_id: spanId }) => spanId);
}

test(`kill -9 at ${KILLS} random moments under load`, { timeout: 300_000 }, async () => {
  const acknowledged: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const hub = await startHubProcess(options);
    const sending = sendUntilGone(hub);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 900));
    await endHubProcess(hub, 'SIGKILL');
    acknowledged.push(...(await sending));
  }
  const last = await startHubProcess(options);
  await waitUntilStored(last);
  expect(await endHubProcess(last, 'SIGTERM')).toBe(0);

  const ids = await readStored();
  const stored = new Set(ids);
  expect(acknowledged.length).toBeGreaterThan(KILLS * SPANS_PER_REQUEST);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(ids.length).toBe(stored.size);
});
