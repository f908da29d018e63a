// The naas system as a whole, for `npm start` and for its tests: Redis, an API, workers and devices, each a process of its own.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Service, startService } from '../../scripts/services/start-service.ts';
import type { DemoResult, RunningSystem, StartOptions, SystemModule } from '../../scripts/start/contract.ts';
import { type ServiceProcess, ServiceProcesses } from '../../scripts/start/service-processes.ts';
import { demonstrate } from './src/deployment/demonstration.ts';
import type { Login } from './src/deployment/naas-client.ts';

export const describe = {
  summary: 'Network devices are asked and configured over SSH, by jobs from a queue.',
  flow: 'HTTP API → Redis → worker → SSH device',
  ports: ['api'],
} as const;

/** What may be different in a test. */
export interface NaasOptions extends StartOptions {
  /** Variables of API and workers. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Default one that `REDIS_URL` names, or one of its own. */
  readonly redis?: Service;
}

/** The system while it runs. */
export interface RunningNaas extends RunningSystem {
  readonly apiUrl: string;
  readonly login: Login;
  /** Of the devices, by name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly services: ServiceProcesses;
  readonly worker: () => ServiceProcess<unknown>;
  /** Starts another worker. */
  startWorker(): Promise<void>;
}

const program = (name: string): URL => new URL(`src/${name}/main.ts`, import.meta.url);

/** Starts everything. */
export async function start(options: NaasOptions): Promise<RunningNaas> {
  const { directory, ports } = options;
  mkdirSync(directory, { recursive: true });
  const redis = options.redis ?? (await startService('redis'));
  const login = { username: 'netops', password: randomBytes(12).toString('base64url') };
  const services = createProcesses(options, { redisUrl: redis.url, password: login.password });
  const stop = async (): Promise<void> => {
    await services.stop();
    if (options.redis === undefined) await redis.stop();
  };
  try {
    const simulator = await services.start<{ ports: Record<string, number> }>({
      service: 'naas-simulator',
      file: program('simulator'),
      variables: { OTEL_ENABLED: 'false' },
    });
    const api = await services.start<{ url: string }>({
      service: 'naas-api',
      file: program('api'),
      variables: { NAAS_PORT: String(ports.get('api') ?? 0) },
    });
    const startWorker = (): Promise<ServiceProcess<unknown>> =>
      services.start({ service: 'naas-worker', file: program('worker') });
    let worker = await startWorker();
    return {
      apiUrl: api.facts.url,
      login,
      ports: simulator.facts.ports,
      services,
      worker: () => worker,
      async startWorker() {
        worker = await startWorker();
      },
      processes: [
        { name: 'redis', address: redis.url },
        { name: 'naas-api', address: api.facts.url },
        { name: 'naas-worker', address: `queue naas, devices ${Object.keys(simulator.facts.ports).join(', ')}` },
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks what users would ask. */
export function demo(running: RunningNaas, say: (line: string) => void): Promise<DemoResult> {
  return demonstrate(running, say);
}

/** The programs turn tracing on themselves: no preload, only variables. */
function createProcesses(
  { directory, otlpUrl, variables }: NaasOptions,
  facts: { redisUrl: string; password: string },
) {
  return new ServiceProcesses({
    logDirectory: `${directory}/logs`,
    otlpUrl: undefined,
    variables: {
      REDIS_URL: facts.redisUrl,
      NAAS_SECRET: randomBytes(32).toString('hex'),
      NAAS_DEVICE_PASSWORD: facts.password,
      ...(otlpUrl !== undefined && tracingVariables(otlpUrl)),
      ...variables,
    },
  });
}

function tracingVariables(otlpUrl: string): Record<string, string> {
  return {
    OTEL_ENABLED: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=demo',
    OTEL_LOGS_EXPORTER: 'otlp',
    // What has just happened is to be seen at once.
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_BLRP_SCHEDULE_DELAY: '200',
  };
}

({ describe, start, demo }) satisfies SystemModule<RunningNaas>;
