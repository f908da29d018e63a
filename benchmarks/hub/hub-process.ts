import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../packages/cli/bin/throughline.js', import.meta.url));

/** Of the kernel's clock ticks. */
const TICKS_PER_SECOND = 100;

interface Addresses {
  readonly ui: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

interface SignalCounts {
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  readonly queued: number;
}

/** What `GET /api/v1/status` says. */
export interface StatusAnswer {
  readonly signals: { readonly traces: SignalCounts };
  readonly store: {
    readonly tables: readonly { readonly name: string; readonly rows: number; readonly bytesOnDisk: number }[];
  };
}

/** A thread of the hub. */
export interface ThreadCpu {
  readonly id: string;
  readonly name: string;
  readonly cpuSeconds: number;
}

/** `throughline serve`, as its users start it. */
export class HubProcess {
  readonly addresses: Addresses;
  /** From the start of the process to the first answer of `/readyz`. */
  readonly startMs: number;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, addresses: Addresses, startMs: number) {
    this.#process = child;
    this.addresses = addresses;
    this.startMs = startMs;
  }

  static async start(directory: string): Promise<HubProcess> {
    const beganMs = performance.now();
    const ports = ['--ui-port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];
    const child = spawn(
      process.execPath,
      [command, 'serve', '--store', `chdb:${directory}`, '--fsync', 'interval', '--json', ...ports],
      {
        env: { PATH: process.env.PATH, HOME: process.env.HOME },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = (await Promise.race([once(createInterface(child.stdout!), 'line'), failOnExit(child)])) as [string];
    const addresses = JSON.parse(line) as Addresses;
    while (!(await fetch(`${addresses.ui}/readyz`)).ok);
    return new HubProcess(child, addresses, performance.now() - beganMs);
  }

  /** User and system time of all threads. */
  cpuSeconds(): number {
    return readStat(`/proc/${this.#process.pid}/stat`).cpuSeconds;
  }

  /** The same thread by thread, as they are called now. */
  threads(): ThreadCpu[] {
    const tasks = `/proc/${this.#process.pid}/task`;
    return readdirSync(tasks).flatMap((id) => {
      try {
        return [{ id, ...readStat(`${tasks}/${id}/stat`) }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  }

  rssBytes(): number {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8'))?.[1];
    return Number(kib) * 1024;
  }

  async status(): Promise<StatusAnswer> {
    return (await (await fetch(`${this.addresses.ui}/api/v1/status`)).json()) as StatusAnswer;
  }

  /** Resolves when everything that was acknowledged is in the store. */
  async drained(): Promise<void> {
    while ((await this.status()).signals.traces.queued > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Ends it as Ctrl-C would. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exit;
  }
}

async function failOnExit(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`cannot measure: got exit of the hub with ${code}, need it running`);
}

/** Of a process or a thread. */
function readStat(path: string): { readonly name: string; readonly cpuSeconds: number } {
  const [, name, rest] = /\((.*)\) (.*)/.exec(readFileSync(path, 'utf8'))!;
  const fields = rest!.split(' ');
  return { name: name!, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
}
