// What this system knows about the machine that a worker runs on. Nothing is made up: each provider asks the system.
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import { availableParallelism, hostname, loadavg, uptime } from 'node:os';
import { promisify } from 'node:util';
import type { Operation } from '../job/job.ts';

const run = promisify(execFile);
const PING_COUNT = 2;
const PING_WAIT_SECONDS = 2;
const PING_TIMEOUT_MS = 10_000;

type Provider = (target: string) => Promise<unknown>;

export const PROVIDERS: Readonly<Record<Operation, Provider>> = {
  hostname: async () => ({ hostname: hostname(), uptime_seconds: Math.round(uptime()) }),
  disk: describeDisk,
  load: async () => {
    const [one, five, fifteen] = loadavg();
    return { load_1m: one, load_5m: five, load_15m: fifteen, cpus: availableParallelism() };
  },
  dns: async (target) => {
    const addresses = await lookup(target, { all: true });
    return { name: target, addresses: addresses.map(({ address }) => address) };
  },
  ping,
};

async function describeDisk(target: string): Promise<unknown> {
  const path = target === '' ? '/' : target;
  const { bsize, blocks, bavail } = await statfs(path);
  const [total, available] = [blocks * bsize, bavail * bsize];
  const usedPercent = total === 0 ? 0 : Math.round((1 - available / total) * 1000) / 10;
  return { path, total_bytes: total, available_bytes: available, used_percent: usedPercent };
}

/** By the program `ping`: a socket for it would need privileges. */
async function ping(target: string): Promise<unknown> {
  // What begins with a dash is an option.
  if (!/^[\w.:][\w.:-]*$/.test(target))
    throw new Error(`cannot ping ${JSON.stringify(target)}: need a name or an address`);
  const args = ['-n', '-c', String(PING_COUNT), '-W', String(PING_WAIT_SECONDS), target];
  const { stdout } = await run('ping', args, { timeout: PING_TIMEOUT_MS }).catch(
    (error: Error & { code?: unknown }) => {
      const reason = error.code === 'ENOENT' ? 'the program ping is not installed' : 'no answer';
      throw new Error(`cannot ping ${target}: ${reason}`, { cause: error });
    },
  );
  const [, sent, received] = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(stdout) ?? [];
  const average = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1];
  return { address: target, sent: Number(sent), received: Number(received), average_ms: Number(average) };
}
