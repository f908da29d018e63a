// The load generator as a process: one message per load, one answer with its figures.
import { LoadClient, type Target } from './client.ts';

export interface LoadMessage extends Target {
  readonly requests: number;
}

/** What one load took, and how busy the generator was: near 1 it limits the server, and figures are of an idling one. */
export interface LoadReport {
  readonly responses: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly busyShare: number;
}

const clients = new Map<number, LoadClient>();

process.on('message', (message: LoadMessage) => {
  void load(message).then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit());
process.send?.({ ready: true });

async function load({ requests, ...target }: LoadMessage): Promise<LoadReport> {
  const client = clients.get(target.port) ?? (await LoadClient.open(target));
  clients.set(target.port, client);
  const startMs = performance.now();
  const before = process.cpuUsage();
  const latenciesMs = await client.run(requests);
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - startMs;
  latenciesMs.sort();
  return {
    responses: latenciesMs.length,
    p50Ms: latenciesMs[Math.floor(requests * 0.5)]!,
    p99Ms: latenciesMs[Math.floor(requests * 0.99)]!,
    busyShare: (user + system) / 1000 / elapsedMs,
  };
}
