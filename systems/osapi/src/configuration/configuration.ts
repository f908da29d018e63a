// `osapi.yaml`, which all programs read. Its section `telemetry` is optional, and tracing off without it.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Configuration {
  readonly api: {
    /** Where clients find the API. */
    readonly url: string;
    /** Where the API listens. 0 is any free one. */
    readonly port: number;
  };
  readonly nats: {
    readonly url: string;
    /** After this, the job of a worker that says nothing is given to another. */
    readonly ack_wait_ms: number;
  };
  readonly telemetry?: {
    readonly enabled?: boolean;
    /** `host:port` for OTLP over gRPC, or a URL for OTLP over HTTP. */
    readonly otlp_endpoint?: string;
  };
}

const DEFAULTS = {
  api: { url: 'http://127.0.0.1:8080', port: 8080 },
  nats: { url: 'nats://127.0.0.1:4222', ack_wait_ms: 15_000 },
};

/** What every program is called with. */
export interface Arguments {
  /** `--config FILE`, else `OSAPI_CONFIG`, else `osapi.yaml`. */
  readonly file: string;
  /** `--debug`: the trace and the log lines on the terminal. */
  readonly isDebug: boolean;
}

/** What has to be known before anything is loaded that tracing has to see: before the command line is parsed. */
export function readArguments(args: readonly string[]): Arguments {
  const index = args.indexOf('--config');
  const file = index === -1 ? undefined : args[index + 1];
  return { file: file ?? (process.env.OSAPI_CONFIG || 'osapi.yaml'), isDebug: args.includes('--debug') };
}

/** @throws Error with a line for people. */
export function readConfiguration(file: string): Configuration {
  try {
    const given = (parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Configuration>;
    return { ...given, api: { ...DEFAULTS.api, ...given.api }, nats: { ...DEFAULTS.nats, ...given.nats } };
  } catch (error) {
    throw new Error(`cannot read the configuration ${file}: ${(error as Error).message}`, { cause: error });
  }
}
