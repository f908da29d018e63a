import { randomBytes } from 'node:crypto';
import type { HubStatus } from '@throughline/hub';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import { findHubUrl, isHub } from '../hub-client/find-hub.ts';
import { startHub, stopHub } from '../hub-process/start-hub.ts';
import type { HubProcess } from '../hub-process/start-hub.ts';
import { preloadVariables } from '../application/preload-variables.ts';
import { runApplication } from '../application/run-application.ts';
import { guessServiceName } from '../application/service-name.ts';
import { reportRun } from '../application/report-run.ts';
import { examples } from '../terminal/examples.ts';
import type { Output } from '../terminal/output.ts';

interface RunOptions extends HubClientOptions {
  readonly service?: string;
  readonly traces: string;
  readonly attributes?: boolean;
  readonly keep?: boolean;
  readonly isolated?: boolean;
  readonly childSpans: boolean;
  readonly json?: boolean;
}

/** `throughline run -- <command>` */
export function addRunCommand(program: Command, context: Context): void {
  withHubOptions(program.command('run'))
    .argument('<command...>', 'what to run, after --')
    .passThroughOptions()
    .summary('run an application and see what happened')
    .description('Run an application with tracing on, and show what happened when it ends.')
    .usage('[options] -- <command> [arguments]')
    .option(
      '--service <name>',
      'the name of the service (default: OTEL_SERVICE_NAME, or that of the package or program)',
    )
    .option('--traces <count>', 'at most so many traces in full', '3')
    .option('-a, --attributes', 'with the attributes of each span')
    .option('--keep', 'leave the hub running that was started for this; the default in a terminal')
    .option('--no-keep', 'stop it')
    .option('--isolated', 'start a hub for this, on free ports, whatever else runs')
    .option('--no-child-spans', 'no spans for the processes that the application starts')
    .option('--json', 'print the traces as JSON, on stderr')
    .addHelpText(
      'after',
      examples(
        {
          'throughline run -- node app.js': 'and see what it did when it ends',
          'throughline run --keep -- npm start': 'look around in the page afterwards',
          'throughline run -a --traces 1 -- node app.js': 'one trace, with all attributes',
        },
        "The exit code is the application's, and its output is untouched: everything else goes to stderr.",
      ),
    )
    .action((command: string[], options: RunOptions) => run(command, options, context));
}

async function run(command: readonly string[], options: RunOptions, context: Context): Promise<void> {
  const { environment, output } = context;
  const hub = await reachHub(options, context);
  const runId = randomBytes(8).toString('hex');
  const ingestToken = environment.ingestToken ?? options.token ?? environment.token;
  const variables = preloadVariables({
    otlpHttpUrl: hub.otlpHttpUrl,
    runId,
    service: options.service,
    guessedService: guessServiceName(command),
    ingestToken,
    childSpans: options.childSpans,
  });
  if (options.json !== true) output.note(output.style.dim(`Tracing to ${hub.url}`));
  try {
    process.exitCode = (await runApplication({ command, variables })).exitCode;
    const client = context.client({ ...options, hub: hub.url });
    const { attributes = false, json = false } = options;
    await reportRun({ runId, client, output, maxTraces: Number(options.traces), attributes, json });
  } finally {
    await leaveHub(hub, options, output);
  }
}

async function reachHub(options: RunOptions, context: Context): Promise<HubProcess> {
  const url = findHubUrl(options.hub, context.environment);
  if (options.isolated === true) return startHub(true);
  if (await isHub(url)) {
    const { addresses } = await context.client({ ...options, hub: url }).fetch<HubStatus>('status');
    return { url, otlpHttpUrl: addresses.otlpHttp, pid: undefined };
  }
  if (options.hub !== undefined || context.environment.hubUrl !== undefined)
    throw new CommandError(`cannot reach a hub at ${url}`);
  return startHub(false);
}

async function leaveHub(
  { url, pid }: HubProcess,
  { keep }: RunOptions,
  { isTerminal, note, style }: Output,
): Promise<void> {
  if (pid === undefined) return note(`${style.dim('More at')} ${style.bold(url)}`);
  if (keep ?? isTerminal)
    return note(
      `${style.dim('More at')} ${style.bold(url)} ${style.dim(`(the hub keeps running as process ${pid}; stop it with: throughline stop)`)}`,
    );
  await stopHub(pid);
  note(
    style.dim(
      'The hub that was started for this has stopped; its data is in ./.throughline. With --keep it stays, and its page too.',
    ),
  );
}
