import type { Command } from 'commander';
import type { Hub, HubOptions } from '@throughline/hub';
import type { Context } from '../context.ts';
import { reserveThreads } from '../environment.ts';
import type { Environment } from '../environment.ts';
import { checkPorts } from '../serve/check-ports.ts';
import { findPage } from '../serve/find-page.ts';
import { HUB_FLAGS, LIMIT_FLAGS, readHubFlags } from '../serve/hub-flags.ts';
import { examples } from '../terminal/examples.ts';

/** Threads for the engine's statements, the journal's writes and everybody else. */
const THREADS = 16;

interface ServeOptions {
  readonly token?: string;
  readonly json?: boolean;
  readonly untilUnused?: boolean;
}

/** `throughline serve` */
export function addServeCommand(program: Command, context: Context): void {
  const command = program
    .command('serve')
    .summary('receive OTLP, keep it, answer questions')
    .description('Receive OTLP, keep it, and answer questions about it, until Ctrl-C.')
    .optionsGroup('Where and how:');
  for (const option of Object.values(HUB_FLAGS)) command.addOption(option);
  command
    .option('--token <token>', 'asked of senders and readers (default: THROUGHLINE_TOKEN)')
    .option('--json', 'print the addresses as JSON')
    .option('--until-unused', 'stop when the last `throughline run` that uses it has ended')
    .optionsGroup('What a request may contain; what is over it is refused, and the sender told:');
  for (const option of Object.values(LIMIT_FLAGS)) command.addOption(option);
  command
    .addHelpText(
      'after',
      examples(
        {
          'throughline serve': 'for this machine',
          'throughline serve --ui-port 0 --otlp-http-port 0 --otlp-grpc-port 0': 'wherever there is room',
          'THROUGHLINE_TOKEN=… throughline serve --host 0.0.0.0 --store chdb:/var/lib/throughline': 'for others, too',
        },
        'The addresses in use are printed, and stand in hub.json of the directory.',
      ),
    )
    .action((options: ServeOptions) => serve(options, context));
}

async function serve(options: ServeOptions, { environment, output }: Context): Promise<void> {
  const given = withTokens(readHubFlags(options as Readonly<Record<string, unknown>>), options, environment);
  reserveThreads(THREADS);
  const { Hub: HubClass, resolveOptions } = await import('@throughline/hub');
  const { host, uiPort, otlpHttpPort, otlpGrpcPort } = resolveOptions(given);
  await checkPorts(host, { '--ui-port': uiPort, '--otlp-http-port': otlpHttpPort, '--otlp-grpc-port': otlpGrpcPort });
  const hub = await HubClass.start(given);
  if (options.json === true) output.write(`${JSON.stringify(hub.addresses)}\n`);
  else announce(hub, given, output);
  await stopped(hub, options, output);
}

function withTokens(
  given: Partial<HubOptions>,
  { token }: ServeOptions,
  environment: Environment,
): Partial<HubOptions> & Pick<HubOptions, 'pageDirectory'> {
  return {
    ...given,
    ingestToken: given.ingestToken ?? environment.ingestToken ?? token ?? environment.token,
    readToken: given.readToken ?? environment.readToken ?? token ?? environment.token,
    pageDirectory: given.pageDirectory ?? findPage(),
  };
}

function announce(
  { addresses }: Hub,
  { store = '', pageDirectory }: Partial<HubOptions>,
  { style: { bold, dim }, write }: Context['output'],
): void {
  write(
    [
      `${bold('Throughline')} is listening`,
      pageDirectory === undefined
        ? `  API            ${bold(addresses.ui)}  ${dim('the page is not built here: npm run build')}`
        : `  page and API   ${bold(addresses.ui)}`,
      `  OTLP/HTTP      ${addresses.otlpHttp}`,
      `  OTLP/gRPC      ${addresses.otlpGrpc}`,
      `  kept in        ${store.replace(/\/\/[^@/]*@/, '//')}`,
      '',
      dim('Send it an application:'),
      `  npx throughline run -- node app.js`,
      dim('or, without this command:'),
      `  export OTEL_EXPORTER_OTLP_ENDPOINT=${addresses.otlpHttp}`,
      `  node --import @throughline/node/register app.js`,
      '',
      dim('Ctrl-C stops it.'),
      '',
    ].join('\n'),
  );
}

/** Runs until a signal; a second one does not wait for the journal to be stored. */
async function stopped(hub: Hub, { untilUnused }: ServeOptions, output: Context['output']): Promise<void> {
  await new Promise<void>((resolve) => {
    if (untilUnused === true) hub.onUnused(resolve);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  output.note(
    'Stopping: what was acknowledged is being stored. A second signal stops at once; the rest then waits in the journal.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  await hub.close();
  process.exit(0);
}
