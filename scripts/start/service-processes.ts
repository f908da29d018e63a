// Starts the processes of a reference system as an operator would: Node, the preload, variables.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Nothing on a developer's machine takes longer; a slow one under load does not either. */
const MAX_START_MS = 60_000;
const MAX_STOP_MS = 10_000;

/** Half of the start of a process that runs from the sources is compiling. */
const COMPILED = fileURLToPath(new URL('../../.cache/compiled', import.meta.url));

/** `@throughline/node/register`, which would be looked for from wherever the process is started. */
const REGISTER = new URL('../../packages/node/src/register.ts', import.meta.url).href;

export interface ServiceOptions {
  /** `service.name`, and the name of the log file. */
  readonly service: string;
  readonly file: URL;
  readonly args?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ProcessesOptions {
  /** Log files go here, one for each service. */
  readonly logDirectory: string;
  /** Where spans and logs go. `undefined`: tracing is off. */
  readonly otlpUrl: string | undefined;
  /** For all processes: `deployment.environment.name=demo,…`. */
  readonly resourceAttributes?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ServiceProcess<Facts> {
  readonly child: ChildProcess;
  /** What it sent as `{ ready: facts }`. */
  readonly facts: Facts;
}

/** The processes of a system. */
export class ServiceProcesses {
  readonly #options: ProcessesOptions;
  readonly #children: ChildProcess[] = [];

  constructor(options: ProcessesOptions) {
    this.#options = options;
    mkdirSync(options.logDirectory, { recursive: true });
  }

  /** Of those that run. */
  get pids(): readonly number[] {
    return this.#children.flatMap(({ pid, exitCode }) => (pid === undefined || exitCode !== null ? [] : [pid]));
  }

  /** Where the lines of a service are. */
  logFile(service: string): string {
    return `${this.#options.logDirectory}/${service}.log`;
  }

  /**
   * Starts a service and waits until it says `process.send({ ready: facts })`.
   *
   * @throws where it ends before that, with the end of its log.
   */
  async start<Facts>(options: ServiceOptions): Promise<ServiceProcess<Facts>> {
    const { service, file, args = [], variables = {} } = options;
    const log = openSync(this.logFile(service), 'a');
    const child = fork(file, args, {
      execArgv: this.nodeArguments(),
      env: { ...this.variables(service), ...variables },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#children.push(child);
    return { child, facts: (await this.#ready(child, service)) as Facts };
  }

  /** Node's own arguments, for processes that are started in other ways as well. */
  nodeArguments(): string[] {
    const preload = this.#options.otlpUrl === undefined ? [] : ['--import', REGISTER];
    return ['--conditions=throughline-source', ...preload];
  }

  /** The environment of a process. Nothing of the caller's configuration of tracing gets in. */
  variables(service: string): Record<string, string> {
    const { otlpUrl, resourceAttributes = '' } = this.#options;
    const own = Object.entries(process.env).filter(
      ([name]) => !/^OTEL_|^NODE_OPTIONS$|^TRACEPARENT$|^BAGGAGE$/.test(name),
    );
    return {
      NODE_COMPILE_CACHE: COMPILED,
      ...(Object.fromEntries(own) as Record<string, string>),
      ...(otlpUrl !== undefined && {
        OTEL_SERVICE_NAME: service,
        OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
        OTEL_RESOURCE_ATTRIBUTES: resourceAttributes,
        OTEL_LOGS_EXPORTER: 'otlp',
        // What has just happened is to be seen at once.
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_BLRP_SCHEDULE_DELAY: '200',
      }),
      ...this.#options.variables,
    };
  }

  /** Ends all, the last one started first. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await stopProcess(child);
  }

  async #ready(child: ChildProcess, service: string): Promise<unknown> {
    const failed = once(child, 'exit').then(([code, signal]) => {
      const log = readFileSync(this.logFile(service), 'utf8').trim().split('\n').slice(-15).join('\n');
      throw new Error(`cannot start ${service}: it ended with ${signal ?? `exit code ${code}`}\n${log}`);
    });
    const signal = AbortSignal.timeout(MAX_START_MS);
    for (;;) {
      const [message] = (await Promise.race([once(child, 'message', { signal }), failed])) as [{ ready?: unknown }];
      failed.catch(() => {});
      if (message.ready !== undefined) return message.ready;
    }
  }
}

/** Asks a process to end, and insists after a while. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_STOP_MS);
  await exited;
  clearTimeout(timer);
}
