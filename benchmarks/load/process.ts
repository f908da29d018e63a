// The load generator as a process: one message per load, one answer with its figures. It never sleeps during a load: a
// server's write to a sleeping peer pays for waking it, in a virtual machine with an interrupt that costs more than the
// write, and it would pay the more often the slower it is. Awake, every contender's writes cost the same.
import { LoadClient, type Target } from './client.ts';

export interface LoadMessage extends Target {
  readonly requests: number;
}

/** What one load took. */
export interface LoadReport {
  readonly responses: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly elapsedMs: number;
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
  const sleep = stayAwake();
  const latenciesMs = await client.run(requests);
  sleep();
  const elapsedMs = performance.now() - startMs;
  latenciesMs.sort();
  return {
    responses: latenciesMs.length,
    p50Ms: latenciesMs[Math.floor(requests * 0.5)]!,
    p99Ms: latenciesMs[Math.floor(requests * 0.99)]!,
    elapsedMs,
  };
}

/** Keeps the event loop polling: with an immediate due, it never waits for a socket. Returns how to end that. */
function stayAwake(): () => void {
  let isAwake = true;
  const poll = (): void => {
    if (isAwake) setImmediate(poll);
  };
  poll();
  return () => {
    isAwake = false;
  };
}
