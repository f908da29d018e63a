import { existsSync } from 'node:fs';
import type { ItemLimits } from '@throughline/wire/decode';
import { HubError } from '../errors.ts';
import type { FsyncMode } from '../journal/journal.ts';

const MIB = 2 ** 20;
const DEFAULT_DIRECTORY = './.throughline';

/** Everything that can be set about a hub. */
export interface HubOptions {
  /** Address to listen on. Other than loopback only with tokens. Default `127.0.0.1`. */
  readonly host: string;
  /** Port of the page and of `/api/v1`, `/healthz`, `/readyz`, `/metrics`. 0 is any free one. Default 3301. */
  readonly uiPort: number;
  /** Default 4318. */
  readonly otlpHttpPort: number;
  /** Default 4317. */
  readonly otlpGrpcPort: number;
  /** `chdb:DIRECTORY`, or `clickhouse://USER:PASSWORD@HOST:8123/DATABASE` (`clickhouses://` for TLS). Default `chdb:./.throughline`. */
  readonly store: string;
  /** Where the journal and `hub.json` are. Default the directory of the store, `./.throughline` for a server. */
  readonly directory: string;
  /** When a sender is answered. Default `interval`. */
  readonly fsync: FsyncMode;
  /** Asked of whoever sends. Default none. */
  readonly ingestToken: string | undefined;
  /** Asked of whoever reads. Default none. */
  readonly readToken: string | undefined;
  /** A built page to serve beside the API. Default none. */
  readonly pageDirectory: string | undefined;
  /** Bytes of a request's body as it arrives. Default 16 MiB. */
  readonly maxBodyBytes: number;
  /** Bytes of a request's body when inflated. Default 64 MiB. */
  readonly maxInflatedBytes: number;
  /** Connections to one receiver. Default 1,000. */
  readonly maxConnections: number;
  /** What a request may contain. Default: those of `packages/wire`. */
  readonly limits: ItemLimits;
  /** Bytes that may wait in the journal of one signal. Default 4 GiB. */
  readonly maxJournalBytes: number;
  /** A segment of the journal is loaded at this size at the latest. Default 32 MiB. */
  readonly maxSegmentBytes: number;
  /** Whole days that spans and their sums are kept, besides today. Default 7. */
  readonly retainTracesDays: number;
  /** Default 7. */
  readonly retainLogsDays: number;
  /** Default 30. */
  readonly retainMetricsDays: number;
  /** Bytes of the store on the disk; above it the oldest days are dropped, and it is said. Default 50 GiB. */
  readonly maxStoreBytes: number;
}

export const DEFAULT_OPTIONS: Readonly<Omit<HubOptions, 'directory'>> = Object.freeze({
  host: '127.0.0.1',
  uiPort: 3301,
  otlpHttpPort: 4318,
  otlpGrpcPort: 4317,
  store: `chdb:${DEFAULT_DIRECTORY}`,
  fsync: 'interval',
  ingestToken: undefined,
  readToken: undefined,
  pageDirectory: undefined,
  maxBodyBytes: 16 * MIB,
  maxInflatedBytes: 64 * MIB,
  maxConnections: 1000,
  limits: {},
  maxJournalBytes: 4096 * MIB,
  maxSegmentBytes: 32 * MIB,
  retainTracesDays: 7,
  retainLogsDays: 7,
  retainMetricsDays: 30,
  maxStoreBytes: 50 * 1024 * MIB,
});

/**
 * Fills in the defaults and checks what was given.
 *
 * @throws HubError `TL_HUB_OPTION`.
 */
export function resolveOptions(given: Partial<HubOptions> = {}): HubOptions {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const options = { ...DEFAULT_OPTIONS, ...present } as HubOptions;
  const directory = given.directory ?? directoryOf(options.store);
  checkPorts(options);
  checkFsync(options.fsync);
  checkSizes(options);
  checkPage(options);
  checkExposure(options);
  checkRetention(options);
  return Object.freeze({ ...options, directory });
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function directoryOf(store: string): string {
  if (store.startsWith('chdb:') && store.length > 'chdb:'.length) return store.slice('chdb:'.length);
  if (/^clickhouses?:\/\/./.test(store)) return DEFAULT_DIRECTORY;
  throw new HubError(
    'TL_HUB_OPTION',
    `cannot open the store: got ${store.replace(/\/\/[^@/]*@/, '//')}, need chdb:DIRECTORY or clickhouse://USER:PASSWORD@HOST:8123/DATABASE`,
  );
}

function checkPorts({ uiPort, otlpHttpPort, otlpGrpcPort }: HubOptions): void {
  for (const [name, port] of Object.entries({ uiPort, otlpHttpPort, otlpGrpcPort }))
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new HubError('TL_HUB_OPTION', `cannot listen: got ${port} as ${name}, need 0 to 65535`);
  const fixed = [uiPort, otlpHttpPort, otlpGrpcPort].filter((port) => port !== 0);
  if (new Set(fixed).size < fixed.length)
    throw new HubError('TL_HUB_OPTION', `cannot listen: got ports ${fixed.join(', ')}, need a different one each`);
}

/** A hub that takes nothing at all would say so to every sender, and never here. */
function checkSizes({
  maxBodyBytes,
  maxInflatedBytes,
  maxConnections,
  maxJournalBytes,
  maxSegmentBytes,
}: HubOptions): void {
  const sizes = { maxBodyBytes, maxInflatedBytes, maxConnections, maxJournalBytes, maxSegmentBytes };
  for (const [name, size] of Object.entries(sizes))
    if (!(size >= 1)) throw new HubError('TL_HUB_OPTION', `cannot use ${name}: got ${size}, need at least 1`);
}

function checkPage({ pageDirectory }: HubOptions): void {
  if (pageDirectory === undefined || existsSync(`${pageDirectory}/index.html`)) return;
  throw new HubError(
    'TL_HUB_OPTION',
    `cannot serve the page: got ${pageDirectory}, which has no index.html, need the directory of a built page`,
  );
}

function checkFsync(fsync: string): void {
  if (!['always', 'interval', 'os'].includes(fsync))
    throw new HubError('TL_HUB_OPTION', `cannot use fsync: got ${fsync}, need always, interval or os`);
}

function checkExposure({ host, ingestToken, readToken }: HubOptions): void {
  if (isLoopback(host) || (ingestToken && readToken)) return;
  throw new HubError(
    'TL_HUB_OPTION',
    `cannot listen on ${host}: other machines reach it, and there is no token. Need --token or THROUGHLINE_TOKEN (or both of --ingest-token and --read-token), or --host 127.0.0.1`,
  );
}

const MAX_DAYS = 36_500;

function checkRetention({ retainTracesDays, retainLogsDays, retainMetricsDays, maxStoreBytes }: HubOptions): void {
  for (const [name, days] of Object.entries({ retainTracesDays, retainLogsDays, retainMetricsDays }))
    if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
      throw new HubError('TL_HUB_OPTION', `cannot keep data: got ${days} as ${name}, need 1 to ${MAX_DAYS} days`);
  if (!(maxStoreBytes >= MIB))
    throw new HubError(
      'TL_HUB_OPTION',
      `cannot keep data: got ${maxStoreBytes} as maxStoreBytes, need at least ${MIB}`,
    );
}
