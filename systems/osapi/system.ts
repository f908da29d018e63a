// The osapi system as a whole, for `npm start` and for its tests: NATS, an API, a worker, and the command `osapi`.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { type Service, startService } from '../../scripts/services/start-service.ts';
import type { DemoResult, RunningSystem, StartOptions, SystemModule } from '../../scripts/start/contract.ts';
import { type ServiceProcess, ServiceProcesses } from '../../scripts/start/service-processes.ts';
import { demonstrate } from './src/deployment/demonstration.ts';

export const describe = {
  summary: 'Questions to an operating system, answered by a worker behind a message queue.',
  flow: 'cli → HTTP API → NATS JetStream → worker → KV → cli',
  ports: ['api'],
} as const;

/** What may be different in a test. */
export interface OsapiOptions extends StartOptions {
  /** Variables of API and workers. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Default one that `NATS_URL` names, or one of its own. */
  readonly nats?: Service;
  /** After which a job is given to another worker. Default 15,000. */
  readonly ackWaitMs?: number;
}

/** The system while it runs. */
export interface RunningOsapi extends RunningSystem {
  readonly apiUrl: string;
  readonly natsUrl: string;
  /** `osapi.yaml`. */
  readonly configuration: string;
  /** An executable that stands for `osapi`, with everything it needs to know. */
  readonly command: string;
  readonly services: ServiceProcesses;
  readonly worker: () => ServiceProcess<unknown>;
  /** Starts another worker. */
  startWorker(): Promise<void>;
}

const program = (name: string): URL => new URL(`src/${name}/main.ts`, import.meta.url);

/** Starts everything but the command line. */
export async function start(options: OsapiOptions): Promise<RunningOsapi> {
  const { directory, ports } = options;
  mkdirSync(directory, { recursive: true });
  const nats = options.nats ?? (await startService('nats'));
  const services = createProcesses(options);
  const configuration = `${directory}/osapi.yaml`;
  const configure = (api: object): void => writeFileSync(configuration, describeSettings(options, nats.url, api));
  configure({ port: ports.get('api') ?? 0 });
  const stop = async (): Promise<void> => {
    await services.stop();
    if (options.nats === undefined) await nats.stop();
  };
  const run = <F>(name: string): Promise<ServiceProcess<F>> =>
    services.start<F>({ service: `osapi-${name}`, file: program(name), args: ['--config', configuration] });
  try {
    const api = await run<{ url: string }>('api');
    configure({ url: api.facts.url });
    let worker = await run('worker');
    return {
      apiUrl: api.facts.url,
      natsUrl: nats.url,
      configuration,
      command: writeCommand(directory, services, configuration),
      services,
      worker: () => worker,
      async startWorker() {
        worker = await run('worker');
      },
      processes: [
        { name: 'nats', address: nats.url },
        { name: 'osapi-api', address: api.facts.url },
        { name: 'osapi-worker', address: 'hostname, disk, load, dns, ping' },
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Types what users would type. */
export function demo(running: RunningOsapi, say: (line: string) => void): Promise<DemoResult> {
  return demonstrate(running.command, say);
}

/** The programs turn tracing on themselves, as `osapi.yaml` says: no preload. */
function createProcesses({ directory, otlpUrl, variables }: OsapiOptions): ServiceProcesses {
  // What has just happened is to be seen at once.
  const atOnce = { OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_BLRP_SCHEDULE_DELAY: '200', OTEL_LOGS_EXPORTER: 'otlp' };
  return new ServiceProcesses({
    logDirectory: `${directory}/logs`,
    otlpUrl: undefined,
    variables: { ...(otlpUrl !== undefined && atOnce), ...variables },
  });
}

function describeSettings({ otlpUrl, ackWaitMs = 15_000 }: OsapiOptions, natsUrl: string, api: object): string {
  const telemetry = otlpUrl === undefined ? { enabled: false } : { enabled: true, otlp_endpoint: otlpUrl };
  return stringify({ api, nats: { url: natsUrl, ack_wait_ms: ackWaitMs }, telemetry });
}

/** Writes the command `osapi` as an executable file. */
function writeCommand(directory: string, services: ServiceProcesses, configuration: string): string {
  const file = `${directory}/osapi`;
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const command = [process.execPath, ...services.nodeArguments(), fileURLToPath(program('cli'))].map(quote).join(' ');
  writeFileSync(file, `#!/bin/sh\nexport OSAPI_CONFIG=${quote(configuration)}\nexec ${command} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

({ describe, start, demo }) satisfies SystemModule<RunningOsapi>;
