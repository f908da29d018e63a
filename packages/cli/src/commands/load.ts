import { statSync } from 'node:fs';
import type { HubStatus } from '@throughline/hub';
import type { Signal } from '@throughline/wire/decode';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import { examples } from '../terminal/examples.ts';
import { count, countItems, formatBytes, formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { harmless } from '../terminal/text.ts';
import { createProgress } from '../transfer/progress.ts';
import { readRequests } from '../transfer/read-requests.ts';
import { addReason, createBalance, sendRequest } from '../transfer/send-requests.ts';
import type { Balance, Destination } from '../transfer/send-requests.ts';

interface LoadOptions extends HubClientOptions {
  readonly signal: Signal;
  readonly json?: boolean;
}

/** Requests under way at once. */
const CONCURRENCY = 4;

/** `throughline load FILE…` */
export function addLoadCommand(program: Command, context: Context): void {
  withHubOptions(program.command('load'))
    .argument('<files...>', 'what to load; - is standard input')
    .summary('put OTLP from files into the hub')
    .description(
      'Put OTLP from files into the hub: JSON, one request in each line, or protobuf, one request a file; also gzipped. Everything is accounted for.',
    )
    .addOption(
      new Option('--signal <signal>', 'what a file in protobuf holds')
        .choices(['traces', 'logs', 'metrics'])
        .default('traces'),
    )
    .option('--json', 'print the account as JSON')
    .addHelpText(
      'after',
      examples(
        {
          'throughline load traces.jsonl': "what the collector's file exporter wrote",
          'ssh host cat spans.jsonl.gz | throughline load -': 'from somewhere else',
          'throughline load --signal logs .throughline/journal/logs/quarantine/*.request':
            'requests that were set aside',
        },
        'Exit code: 0 everything was taken, 1 something was not.',
      ),
    )
    .action((files: string[], options: LoadOptions) => load(files, options, context));
}

async function load(files: readonly string[], options: LoadOptions, context: Context): Promise<void> {
  const { output, environment } = context;
  const { addresses } = await context.client(options).fetch<HubStatus>('status');
  const destination: Destination = {
    otlpHttpUrl: addresses.otlpHttp,
    token: environment.ingestToken ?? options.token ?? environment.token,
  };
  const balance = createBalance();
  const progress = createProgress();
  let bytes = 0;
  const total = totalBytes(files);
  const onBytes = (more: number): void => {
    bytes += more;
    progress.show(`${describeProgress(bytes, total)}  ${describeItems(balance)}`);
  };
  for (const file of files) await loadFile(file, { destination, balance, signal: options.signal, onBytes });
  progress.clear();
  report(balance, options, output);
  const { refused, unreadable } = balance.requests;
  const rejected = Object.values(balance.items).reduce((sum, one) => sum + one.rejected, 0);
  process.exitCode = refused + unreadable + rejected === 0 ? 0 : 1;
}

interface Loading {
  readonly destination: Destination;
  readonly balance: Balance;
  readonly signal: Signal;
  readonly onBytes: (bytes: number) => void;
}

async function loadFile(file: string, { destination, balance, ...options }: Loading): Promise<void> {
  const underWay = new Set<Promise<void>>();
  try {
    for await (const read of readRequests(file, options)) {
      if ('unreadable' in read) {
        balance.requests.unreadable++;
        addReason(balance, `${read.place}: ${read.unreadable}`);
        continue;
      }
      const sending: Promise<void> = sendRequest(read.request, destination, balance).finally(() =>
        underWay.delete(sending),
      );
      underWay.add(sending);
      if (underWay.size >= CONCURRENCY) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } catch (error) {
    await Promise.allSettled(underWay);
    if (error instanceof CommandError) throw error;
    throw new CommandError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function totalBytes(files: readonly string[]): number | undefined {
  return files.reduce<number | undefined>((sum, file) => {
    const size = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
    return sum === undefined || size === undefined ? undefined : sum + size;
  }, 0);
}

function describeProgress(bytes: number, total: number | undefined): string {
  if (total === undefined || total === 0) return formatBytes(bytes);
  return `${Math.min(100, Math.floor((bytes / total) * 100))}% of ${formatBytes(total)}`;
}

function describeItems({ items }: Balance): string {
  const parts = Object.entries(items)
    .filter(([, { sent }]) => sent > 0)
    .map(([signal, { accepted }]) => countItems(accepted, signal as Signal));
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function report(balance: Balance, { json }: LoadOptions, output: Output): void {
  if (json === true) return output.json(balance);
  const { requests, items, reasons } = balance;
  output.write(`Loaded ${describeItems(balance)} in ${count(requests.sent - requests.refused, 'request')}.\n`);
  for (const [signal, { rejected }] of Object.entries(items))
    if (rejected > 0) output.write(output.style.error(`Not taken: ${countItems(rejected, signal as Signal)}\n`));
  if (requests.unreadable > 0)
    output.write(output.style.error(`No OTLP: ${formatNumber(requests.unreadable)} lines or files\n`));
  for (const reason of reasons) output.write(`  ${harmless(reason)}\n`);
}
