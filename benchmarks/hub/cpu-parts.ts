import type { HubProcess, ThreadCpu } from './hub-process.ts';

/** Seconds of CPU, by what the threads of the hub are for. */
export interface CpuParts {
  /** Node's main thread: connections, checks, frames of the journal, the API. */
  receive: number;
  /** V8's own threads: mostly its garbage collector. */
  collect: number;
  /** Node's pool: writes and syncs of the journal, and the planning of statements. */
  keep: number;
  /** ClickHouse, but for its merges. */
  load: number;
  merge: number;
}

/** As often as threads of ClickHouse take up other work, about. */
const SAMPLE_MS = 100;

/** Watches what the threads of a hub spend. A thread of ClickHouse does one thing after another, and is called after it. */
export class CpuWatch {
  readonly #hub: HubProcess;
  readonly #parts: CpuParts = { receive: 0, collect: 0, keep: 0, load: 0, merge: 0 };
  readonly #seen = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(hub: HubProcess) {
    this.#hub = hub;
    for (const { id, cpuSeconds } of hub.threads()) this.#seen.set(id, cpuSeconds);
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  stop(): CpuParts {
    clearInterval(this.#timer);
    this.#sample();
    return this.#parts;
  }

  #sample(): void {
    for (const thread of this.#hub.threads()) {
      this.#parts[partOf(thread)] += thread.cpuSeconds - (this.#seen.get(thread.id) ?? 0);
      this.#seen.set(thread.id, thread.cpuSeconds);
    }
  }
}

function partOf({ name }: ThreadCpu): keyof CpuParts {
  if (name === 'MainThread') return 'receive';
  if (name.startsWith('V8')) return 'collect';
  if (name.startsWith('libuv')) return 'keep';
  return name.startsWith('Merge') ? 'merge' : 'load';
}
