// The worker thread of `last-flush.ts`.
import { workerData } from 'node:worker_threads';
import { createTransport } from '../export/create-transport.ts';
import { describeError } from '../export/describe-error.ts';
import { ExportQueue } from '../export/export-queue.ts';
import type { LastFlush, Leftover } from './last-flush.ts';
import { writeFully } from './write-fully.ts';

const { exporters, leftovers, deadlineMs, done } = workerData as LastFlush;

// A worker's own standard output goes through the main thread, which is asleep.
process.stdout.write = ((text: string, written: (error?: Error) => void) => {
  writeFully(1, Buffer.from(text)).then(
    () => written(),
    (error: unknown) => written(new Error(describeError(error))),
  );
  return true;
}) as typeof process.stdout.write;

const lost = await Promise.all(leftovers.map(deliver));
Atomics.store(done, 0, 1 + lost.reduce((sum, count) => sum + count, 0));
Atomics.notify(done, 0);

async function deliver({ exporter, batches }: Leftover): Promise<number> {
  const configuration = exporters[exporter];
  const queue = new ExportQueue(createTransport(configuration), configuration.batch);
  for (const batch of batches) queue.offer(batch);
  await queue.drain(deadlineMs);
  queue.close();
  return queue.counters.dropped;
}
