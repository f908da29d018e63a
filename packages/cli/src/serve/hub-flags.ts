// Every option of a hub as a flag of `serve`, in the order of the help. A field of HubOptions without one does not compile.
import type { HubOptions } from '@throughline/hub';
import { Option } from 'commander';
import { DEFAULT_DIRECTORY } from '../hub-client/find-hub.ts';
import { parseBytes, parseCount, parsePort } from './parse-values.ts';

type Limits = Required<HubOptions['limits']>;

export const HUB_FLAGS: Readonly<Record<keyof Omit<HubOptions, 'limits'>, Option>> = {
  host: new Option('--host <address>', 'address to listen on; other than loopback only with a token').default(
    '127.0.0.1',
  ),
  uiPort: port('--ui-port <port>', 'the page and the API', 3301),
  otlpHttpPort: port('--otlp-http-port <port>', 'OTLP/HTTP', 4318),
  otlpGrpcPort: port('--otlp-grpc-port <port>', 'OTLP/gRPC', 4317),
  store: new Option('--store <url>', 'where data is kept: chdb:DIR').default(`chdb:${DEFAULT_DIRECTORY}`),
  directory: new Option(
    '--directory <directory>',
    'where the journal and hub.json are (default: the directory of the store)',
  ),
  fsync: new Option(
    '--fsync <mode>',
    'when a sender is answered: after an fsync of its own, after one for all that arrive within 10 ms, or after the write',
  )
    .choices(['always', 'interval', 'os'])
    .default('interval'),
  ingestToken: new Option('--ingest-token <token>', 'asked of senders (default: THROUGHLINE_INGEST_TOKEN, or --token)'),
  readToken: new Option('--read-token <token>', 'asked of readers (default: THROUGHLINE_READ_TOKEN, or --token)'),
  pageDirectory: new Option(
    '--page <directory>',
    'a built page to serve (default: the one that comes with this command)',
  ),
  maxBodyBytes: bytes('--max-body <bytes>', 'a request as it is sent', '16MiB'),
  maxInflatedBytes: bytes('--max-inflated-body <bytes>', 'a request when it is inflated', '64MiB'),
  maxConnections: count('--max-connections <count>', 'connections to each of the two receivers', 1000),
  maxJournalBytes: bytes('--max-journal <bytes>', 'what may wait to be stored, of each signal', '4GiB'),
  maxSegmentBytes: bytes(
    '--max-segment <bytes>',
    'a file of the journal is stored from this size at the latest',
    '32MiB',
  ),
  retainTracesDays: count('--retain-traces <days>', 'days that traces are kept', 7),
  retainLogsDays: count('--retain-logs <days>', 'days that logs are kept', 7),
  retainMetricsDays: count('--retain-metrics <days>', 'days that metrics are kept', 30),
  maxStoreBytes: bytes(
    '--max-store <bytes>',
    'what is kept on the disk; above it the oldest days are dropped',
    '50GiB',
  ),
};

/** What a request may contain. */
export const LIMIT_FLAGS: Readonly<Record<keyof Limits, Option>> = {
  maxSpans: count('--max-spans <count>', 'spans in a request', 65_536),
  maxItems: count('--max-items <count>', 'log records or data points in a request', 65_536),
  maxAttributes: count(
    '--max-attributes <count>',
    'attributes of a span, event, link, record, resource or scope',
    1024,
  ),
  maxElements: count('--max-elements <count>', 'elements of the arrays and maps in one attribute', 65_536),
  maxEvents: count('--max-events <count>', 'events of a span', 1024),
  maxLinks: count('--max-links <count>', 'links of a span', 1024),
  maxNesting: count('--max-nesting <depth>', 'messages inside of messages', 32),
  maxNameBytes: bytes('--max-name <bytes>', 'keys, and names of spans, events and scopes', '4KiB'),
  maxTextBytes: bytes('--max-text <bytes>', 'any other text', '1MiB'),
  maxExemplars: count('--max-exemplars <count>', 'exemplars of a data point', 1024),
  maxBuckets: count('--max-buckets <count>', 'buckets of a data point', 16_384),
};

/** What the flags say, by the names of HubOptions; a flag that was not given is `undefined`, unless it has a default. */
export function readHubFlags(given: Readonly<Record<string, unknown>>): Partial<HubOptions> {
  const read = (flags: Readonly<Record<string, Option>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(flags)
        .map(([name, option]) => [name, given[option.attributeName()]])
        .filter(([, value]) => value !== undefined),
    );
  return { ...read(HUB_FLAGS), limits: read(LIMIT_FLAGS) };
}

function port(flags: string, what: string, value: number): Option {
  return new Option(flags, `${what}; 0 is any free port`).argParser(parsePort).default(value);
}

function bytes(flags: string, what: string, value: string): Option {
  return new Option(flags, `${what}, e.g. ${value} (the default)`).argParser(parseBytes);
}

function count(flags: string, what: string, value: number): Option {
  return new Option(flags, `${what} (default: ${value.toLocaleString('en')})`).argParser(parseCount);
}
