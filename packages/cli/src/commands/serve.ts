import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Hub, HubOptions } from '@throughline/hub';
import type { Context } from '../context.ts';
import { reserveThreads } from '../environment.ts';
import { CommandError } from '../errors.ts';

/** Threads for the engine's statements, the journal's writes and everybody else. */
const THREADS = 16;

interface ServeOptions {
  readonly host: string;
  readonly uiPort: number;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly store: string;
  readonly fsync: HubOptions['fsync'];
  readonly token?: string;
  readonly ingestToken?: string;
  readonly readToken?: string;
  readonly maxBody?: number;
  readonly maxInflatedBody?: number;
  readonly maxJournal?: number;
  readonly json?: boolean;
}

/** `throughline serve` */
export function addServeCommand(program: Command, context: Context): void {
  program
    .command('serve')
    .description('Receive OTLP, keep it, and answer questions about it, until Ctrl-C.')
    .option('--host <address>', 'address to listen on; other than loopback only with a token', '127.0.0.1')
    .addOption(port('--ui-port <port>', 'the page and the API', 3301))
    .addOption(port('--otlp-http-port <port>', 'OTLP/HTTP', 4318))
    .addOption(port('--otlp-grpc-port <port>', 'OTLP/gRPC', 4317))
    .option('--store <url>', 'chdb:DIR', 'chdb:./.throughline')
    .addOption(
      new Option(
        '--fsync <mode>',
        'when a sender is answered: after an fsync of its own, after one for all that arrive within 10 ms, or after the write',
      )
        .choices(['always', 'interval', 'os'])
        .default('interval'),
    )
    .option('--token <token>', 'asked of senders and readers (default: THROUGHLINE_TOKEN)')
    .option('--ingest-token <token>', 'asked of senders (default: THROUGHLINE_INGEST_TOKEN)')
    .option('--read-token <token>', 'asked of readers (default: THROUGHLINE_READ_TOKEN)')
    .option('--max-body <bytes>', 'bytes of a request as sent, e.g. 16MiB', parseBytes)
    .option('--max-inflated-body <bytes>', 'bytes of a request when inflated', parseBytes)
    .option('--max-journal <bytes>', 'bytes of each signal that may wait to be stored', parseBytes)
    .option('--json', 'print the addresses as JSON')
    .action((options: ServeOptions) => serve(options, context));
}

function port(flags: string, description: string, value: number): Option {
  const parse = (text: string): number => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
      throw new CommandError(`cannot listen on port ${text}: need 0 (any free one) to 65535`, 2);
    return Number(text);
  };
  return new Option(flags, `${description}; 0 is any free port`).argParser(parse).default(value);
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
};

/** `16MiB`, `1.5 GB`, `4096`. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match === null ? undefined : UNITS[match[2].toLowerCase() || 'b'];
  if (match === null || unit === undefined)
    throw new CommandError(`cannot read the size ${text}: need a number of bytes, or one with KiB, MiB or GiB`, 2);
  return Math.round(Number(match[1]) * unit);
}

async function serve(options: ServeOptions, { environment, output }: Context): Promise<void> {
  reserveThreads(THREADS);
  const { Hub: HubClass } = await import('@throughline/hub');
  const hub = await HubClass.start({
    host: options.host,
    uiPort: options.uiPort,
    otlpHttpPort: options.otlpHttpPort,
    otlpGrpcPort: options.otlpGrpcPort,
    store: options.store,
    fsync: options.fsync,
    ingestToken: options.ingestToken ?? environment.ingestToken ?? options.token ?? environment.token,
    readToken: options.readToken ?? environment.readToken ?? options.token ?? environment.token,
    maxBodyBytes: options.maxBody,
    maxInflatedBytes: options.maxInflatedBody,
    maxJournalBytes: options.maxJournal,
    pageDirectory: findPage(),
  });
  announce(hub, options, { environment, output });
  await stopped(hub, output);
}

/** Where the built page is, if it is: not in a source tree that was never built. */
function findPage(): string | undefined {
  try {
    const directory = fileURLToPath(new URL('dist/', import.meta.resolve('@throughline/web/package.json')));
    return existsSync(`${directory}index.html`) ? directory : undefined;
  } catch {
    return undefined;
  }
}

function announce(
  { addresses }: Hub,
  { json, store }: ServeOptions,
  { output }: Pick<Context, 'environment' | 'output'>,
): void {
  if (json === true) return output.write(`${JSON.stringify(addresses)}\n`);
  const { bold, dim } = output.style;
  output.write(
    [
      `${bold('Throughline')} is listening`,
      `  page and API   ${bold(addresses.ui)}`,
      `  OTLP/HTTP      ${addresses.otlpHttp}`,
      `  OTLP/gRPC      ${addresses.otlpGrpc}`,
      `  kept in        ${store.replace(/\/\/[^@/]*@/, '//')}`,
      '',
      dim('Send it an application:'),
      `  npx throughline run -- node app.js`,
      dim('or, without this command:'),
      `  OTEL_EXPORTER_OTLP_ENDPOINT=${addresses.otlpHttp} node --import @throughline/node/register app.js`,
      '',
      dim('Ctrl-C stops it.'),
      '',
    ].join('\n'),
  );
}

/** Runs until a signal; a second one does not wait for the journal to be stored. */
async function stopped(hub: Hub, output: Context['output']): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  output.note(
    'Stopping: what was acknowledged is being stored. A second signal stops at once; the rest then waits in the journal.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  await hub.close();
  process.exit(0);
}
