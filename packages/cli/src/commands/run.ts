import { randomBytes } from 'node:crypto';
import type { HubStatus } from '@throughline/hub';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import { findHubUrl, isHub } from '../hub-client/find-hub.ts';
import type { HubClient } from '../hub-client/hub-client.ts';
import { hubEnded, startHub, stopHub } from '../hub-process/start-hub.ts';
import type { HubProcess } from '../hub-process/start-hub.ts';
import { preloadVariables } from '../application/preload-variables.ts';
import { runApplication } from '../application/run-application.ts';
import { guessServiceName } from '../application/service-name.ts';
import { reportRun } from '../application/report-run.ts';
import { onSignals } from '../application/signals.ts';
import { wholeNumber } from '../whole-number.ts';
import { examples } from '../terminal/examples.ts';
import type { Output } from '../terminal/output.ts';

interface RunOptions extends HubClientOptions {
  readonly service?: string;
  readonly traces: number;
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
    .option('--traces <count>', 'at most so many traces in full', wholeNumber('--traces', 0, 1000), 3)
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
  const client = context.client({ ...options, hub: hub.url });
  // The application runs, whatever has become of the hub.
  const detach = await client.attach().catch(() => undefined);
  const { traces: maxTraces, attributes = false, json = false } = options;
  try {
    process.exitCode = (await runApplication({ command, variables })).exitCode;
    const stopHearing = onSignals(() => process.exit());
    await reportRun({ runId, client, output, maxTraces, attributes, json }).catch(explainNoReport);
    stopHearing();
  } finally {
    await leaveHub({ hub, client, detach }, options, output);
  }
}

/** Other runs that use the hub. */
async function countOthers({ client, detach }: Use): Promise<number> {
  const status = await client.fetch<HubStatus>('status', {}, 5000).catch(() => undefined);
  return status === undefined ? 0 : status.attached - (detach === undefined ? 0 : 1);
}

/** The exit code stays the application's. */
function explainNoReport(error: Error): void {
  const why = error instanceof CommandError ? error.message : error.stack;
  process.stderr.write(`throughline: cannot show what happened: ${why}\n`);
}

async function reachHub(options: RunOptions, context: Context): Promise<HubProcess> {
  const url = findHubUrl(options.hub, context.environment);
  const stays = staysRunning(options, context.output);
  if (options.isolated === true) return startHub({ onFreePorts: true, stays });
  if (await isHub(url)) {
    const { addresses } = await context.client({ ...options, hub: url }).fetch<HubStatus>('status');
    return { url, otlpHttpUrl: addresses.otlpHttp, pid: undefined };
  }
  if (options.hub !== undefined || context.environment.hubUrl !== undefined)
    throw new CommandError(`cannot reach a hub at ${url}`);
  return startHub({ onFreePorts: false, stays });
}

function staysRunning({ keep }: RunOptions, { isTerminal }: Output): boolean {
  return keep ?? isTerminal;
}

/** A hub that a run uses. */
interface Use {
  readonly hub: HubProcess;
  readonly client: HubClient;
  /** `undefined` if the hub does not know of this run: it would not notice its end. */
  readonly detach: (() => void) | undefined;
}

async function leaveHub(use: Use, options: RunOptions, output: Output): Promise<void> {
  const { detach } = use;
  const { url, pid } = use.hub;
  const { style } = output;
  const note = (text: string): void => void (options.json === true || output.note(text));
  const stays = pid === undefined || staysRunning(options, output);
  const others = stays ? 0 : await countOthers(use);
  detach?.();
  if (pid === undefined) return note(`${style.dim('More at')} ${style.bold(url)}`);
  if (stays)
    return note(
      `${style.dim('More at')} ${style.bold(url)} ${style.dim(`(the hub keeps running as process ${pid}; stop it with: throughline stop)`)}`,
    );
  if (others > 0)
    return note(style.dim('The hub that was started for this goes on for another run, and ends with it.'));
  await (detach === undefined ? stopHub(pid) : hubEnded(pid));
  note(
    style.dim(
      'The hub that was started for this has stopped; its data is in ./.throughline. With --keep it stays, and its page too.',
    ),
  );
}
