// After `process.exit()` or an uncaught exception nothing asynchronous runs any more on this thread. A worker thread still
// can: it gets the bytes, sends them, and this thread sleeps until it is done or the deadline has passed.
import { createRequire } from 'node:module';
import { report } from '../diagnostics/reporter.ts';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import type { Runtime } from '../runtime.ts';

const require = createRequire(import.meta.url);

/** What one exporter has not delivered. */
export interface Leftover {
  /** Index of the exporter in those of the runtime. */
  readonly exporter: number;
  readonly batches: readonly EncodedBatch[];
}

/** What the worker gets. */
export interface LastFlush {
  readonly exporters: Runtime['exporters'];
  readonly leftovers: readonly Leftover[];
  readonly deadlineMs: number;
  /** Set to 1 + the number of spans that were not delivered, when the worker is done. */
  readonly done: Int32Array;
}

/** Sends what is left, synchronously. Without effect where nothing is. */
export function flushInWorker(runtime: Runtime): void {
  if (!runtime.hasPending()) return;
  runtime.closeBatch();
  const leftovers = runtime.queues
    .map((queue, exporter): Leftover => ({ exporter, batches: queue.leftovers() }))
    .filter(({ batches }) => batches.length > 0);
  if (leftovers.length === 0) return;
  const { exporters } = runtime;
  const { shutdownDeadlineMs } = runtime.configuration;
  const done = new Int32Array(new SharedArrayBuffer(4));
  try {
    startWorker({ exporters, leftovers, deadlineMs: shutdownDeadlineMs, done });
    Atomics.wait(done, 0, 0, shutdownDeadlineMs);
  } catch (error) {
    report('warn', `cannot start the last flush: ${String(error)}`);
  }
  reportLost(countLost(done, leftovers));
}

function startWorker(data: LastFlush): void {
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./flush-worker.${extension}`, import.meta.url), {
    workerData: data,
    // Not the preload of the application: the worker must trace nothing.
    execArgv: process.execArgv.filter((argument) => argument.startsWith('--conditions')),
    env: { OTEL_SDK_DISABLED: 'true' },
  });
  worker.unref();
}

/** Says how many spans and log records are lost, if any are. */
export function reportLost(lost: number): void {
  if (lost > 0) report('warn', `${lost} spans or log records could not be delivered before the process ended`);
}

function countLost(done: Int32Array, leftovers: readonly Leftover[]): number {
  if (done[0] > 0) return done[0] - 1;
  return leftovers.flatMap(({ batches }) => batches).reduce((sum, batch) => sum + batch.spanCount, 0);
}
