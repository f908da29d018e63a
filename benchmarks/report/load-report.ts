import type { Contender } from '../contenders/contender.ts';
import type { LoadSample } from '../measures/load-rounds.ts';
import { differencesOf, ratiosOf, type Spread, spreadOf } from './statistics.ts';
import { type Column, formatShare, formatSpread, printTable } from './table.ts';

export interface LoadRow {
  readonly contender: string;
  readonly label: string;
  readonly cpuMicrosPerRequest: Spread;
  /** Against the baseline of the same round. */
  readonly ratio: Spread;
  /** The contender's cheapest round against the baseline's: what remains where the machine had the least to do beside. */
  readonly ratioOfLeast: number;
  readonly rssMb: Spread;
  readonly rssAboveBaselineMb: Spread;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requestsMade: number;
  readonly requestSpansReceived: number;
  readonly spansReceived: number;
  /** Requests whose span arrived, of all made. */
  readonly receivedShare: number;
  readonly unreadablePosts: number;
  readonly serverBusyShare: number;
}

/** One row for each contender; the first one is the baseline of the ratios. */
export function summarizeLoad(contenders: readonly Contender[], samples: readonly LoadSample[]): LoadRow[] {
  const baseline = samplesOf(contenders[0]!, samples);
  return contenders.map((contender) => summarize(contender, samplesOf(contender, samples), baseline));
}

function summarize({ name, label }: Contender, own: readonly LoadSample[], baseline: readonly LoadSample[]): LoadRow {
  const cpu = own.map(cpuMicros);
  const baselineCpu = baseline.map(cpuMicros);
  const rss = own.map(megabytes);
  const made = sum(own, (sample) => sample.requestsInAll);
  const received = sum(own, (sample) => sample.received.requests);
  return {
    contender: name,
    label,
    cpuMicrosPerRequest: spreadOf(cpu),
    ratio: spreadOf(ratiosOf(cpu, baselineCpu)),
    ratioOfLeast: Math.min(...cpu) / Math.min(...baselineCpu),
    rssMb: spreadOf(rss),
    rssAboveBaselineMb: spreadOf(differencesOf(rss, baseline.map(megabytes))),
    p50Ms: spreadOf(own.map((sample) => sample.p50Ms)).median,
    p99Ms: spreadOf(own.map((sample) => sample.p99Ms)).median,
    requestsMade: made,
    requestSpansReceived: received,
    spansReceived: sum(own, (sample) => sample.received.spans),
    receivedShare: received / made,
    unreadablePosts: sum(own, (sample) => sample.received.unreadable),
    serverBusyShare: spreadOf(own.map((sample) => sample.serverBusyShare)).median,
  };
}

const COLUMNS: readonly Column<LoadRow>[] = [
  { title: 'contender', format: (row) => row.contender },
  { title: 'CPU µs/request', format: (row) => formatSpread(row.cpuMicrosPerRequest, 2) },
  { title: 'ratio', format: (row) => formatSpread(row.ratio, 3) },
  { title: 'of least', format: (row) => row.ratioOfLeast.toFixed(3) },
  { title: 'RSS MB', format: (row) => row.rssMb.median.toFixed(0) },
  {
    title: 'above',
    format: (row) => `${row.rssAboveBaselineMb.median >= 0 ? '+' : ''}${row.rssAboveBaselineMb.median.toFixed(1)}`,
  },
  { title: 'p50 ms', format: (row) => row.p50Ms.toFixed(2) },
  { title: 'p99 ms', format: (row) => row.p99Ms.toFixed(2) },
  { title: 'requests', format: (row) => String(row.requestsMade) },
  { title: 'traced', format: (row) => `${row.requestSpansReceived} (${formatShare(row.receivedShare)})` },
  { title: 'spans', format: (row) => String(row.spansReceived) },
  { title: 'server busy', format: (row) => formatShare(row.serverBusyShare) },
];

export function printLoad(rows: readonly LoadRow[]): void {
  printTable(COLUMNS, rows);
}

function samplesOf({ name }: Contender, samples: readonly LoadSample[]): LoadSample[] {
  return samples.filter((sample) => sample.contender === name).toSorted((left, right) => left.round - right.round);
}

function cpuMicros({ cpuMicrosPerRequest }: LoadSample): number {
  return cpuMicrosPerRequest;
}

function megabytes({ rssBytes }: LoadSample): number {
  return rssBytes / 1e6;
}

function sum(samples: readonly LoadSample[], read: (sample: LoadSample) => number): number {
  return samples.reduce((total, sample) => total + read(sample), 0);
}
