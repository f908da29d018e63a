import type { HubStatus } from '@throughline/hub';
import { readHubFile } from '@throughline/hub/hub-file';
import type { Context, HubClientOptions } from '../context.ts';
import { DEFAULT_DIRECTORY, findHubUrl } from '../hub-client/find-hub.ts';
import { whyUnreachable } from './can-connect.ts';

/** How long a step may wait for the hub before it, and at its end for its span to be taken. */
const HUB_MS = 2000;

/** Tracing of this process itself, on while a step runs. */
export interface StepTracing {
  readonly runtime: typeof import('@throughline/node');
  /** For steps inside of this one, which may run in another directory. */
  readonly hubUrl: string | undefined;
  /** Why there is no tracing, for people; `undefined` if there is. */
  readonly problem: string | undefined;
}

const DEFAULT_OTLP_URL = 'http://127.0.0.1:4318';

interface Destination {
  readonly otlpHttpUrl: string;
  readonly hubUrl: string | undefined;
  /** Why the hub that was named cannot be asked. */
  readonly problem?: string;
}

/** Starts the runtime in this process. What the environment says about it goes first. */
export async function startTracing(
  options: HubClientOptions & { readonly service: string },
  context: Context,
): Promise<StepTracing> {
  const { environment } = context;
  const runtime = await import('@throughline/node');
  const destination = environment.hasOtlpEndpoint ? undefined : await findDestination(options, context);
  const token = environment.ingestToken ?? options.token ?? environment.token;
  runtime.bootstrapTelemetry({
    serviceName: options.service,
    disabledInstrumentations: ['all'],
    logLevel: 'error',
    shutdownDeadlineMs: HUB_MS,
    ...(destination !== undefined && {
      otlp: {
        endpoint: destination.otlpHttpUrl,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      },
    }),
  });
  return { runtime, hubUrl: destination?.hubUrl, problem: destination?.problem ?? (await findProblem(runtime)) };
}

async function findDestination(options: HubClientOptions, { environment, client }: Context): Promise<Destination> {
  const named = options.hub ?? environment.hubUrl;
  const found = readHubFile(DEFAULT_DIRECTORY);
  if (named === undefined && found !== undefined) return { otlpHttpUrl: found.otlpHttpUrl, hubUrl: found.uiUrl };
  if (named === undefined) return { otlpHttpUrl: DEFAULT_OTLP_URL, hubUrl: undefined };
  const url = findHubUrl(named, environment);
  try {
    const { addresses } = await client(options).fetch<HubStatus>('status', {}, HUB_MS);
    return { otlpHttpUrl: addresses.otlpHttp, hubUrl: url };
  } catch (error) {
    return { otlpHttpUrl: DEFAULT_OTLP_URL, hubUrl: url, problem: (error as Error).message };
  }
}

/** Nobody listening is known at once this way, without waiting for the exporter's attempts at the end. */
async function findProblem(runtime: StepTracing['runtime']): Promise<string | undefined> {
  const status = runtime.getTelemetryStatus();
  if (!status.enabled) return undefined;
  const endpoints = status.exporters.filter(({ name }) => name.startsWith('otlp ')).map(({ endpoint }) => endpoint);
  if (endpoints.length < status.exporters.length || endpoints.length === 0) return undefined;
  const reasons = await Promise.all(endpoints.map(whyUnreachable));
  if (reasons.includes(undefined)) return undefined;
  return `nothing takes spans at ${endpoints[0]} (${reasons[0]}). Start a hub with: throughline serve`;
}
