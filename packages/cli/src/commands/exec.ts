import type { Command } from 'commander';
import { guessServiceName } from '../application/service-name.ts';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { commandName } from '../exec/command-name.ts';
import { runStep } from '../exec/run-step.ts';
import { startTracing } from '../exec/start-tracing.ts';
import type { StepTracing } from '../exec/start-tracing.ts';
import { examples } from '../terminal/examples.ts';

interface ExecOptions extends HubClientOptions {
  readonly name?: string;
  readonly service?: string;
  readonly json?: boolean;
}

/** `throughline exec --name step -- <command>` */
export function addExecCommand(program: Command, context: Context): void {
  withHubOptions(program.command('exec'))
    .argument('<command...>', 'what to run, after --; a single text with blanks is read by a shell')
    .passThroughOptions()
    .summary('run a command as a span: for steps of scripts and CI')
    .description(
      'Run a command as a span: for steps of scripts and CI. Its exit code, signal and duration are kept, and the name of the program, never its arguments. The command gets TRACEPARENT; a step inside of a step is its child.',
    )
    .usage('[options] -- <command> [arguments]')
    .option('--name <step>', 'what the step is called (default: the name of the program)')
    .option('--service <name>', 'the service (default: OTEL_SERVICE_NAME, or the name of the package here)')
    .option('--json', 'print what became of it as one line of JSON, on stderr')
    .addHelpText(
      'after',
      examples(
        {
          'throughline exec -- npm test': 'one step',
          "throughline exec --name build -- 'npm ci && npm run build'": 'a line for the shell',
          'throughline exec --name release -- ./release.sh': 'with steps of its own inside: one trace',
        },
        'Spans go where OTEL_EXPORTER_OTLP_ENDPOINT says, else to the hub. Without either, the command runs all the same.',
      ),
    )
    .action((command: string[], options: ExecOptions) => exec(command, options, context));
}

async function exec(command: readonly string[], options: ExecOptions, context: Context): Promise<void> {
  const { output } = context;
  const tracing = await startTracing({ ...options, service: options.service ?? guessServiceName(command) }, context);
  if (tracing.problem !== undefined) {
    await tracing.runtime.shutdownTelemetry();
    output.note(`throughline exec: this step is not traced: ${tracing.problem}`);
  }
  const result = await runStep(options.name ?? commandName(command), command, tracing);
  process.exitCode = result.exitCode;
  if (!result.delivered && result.traceId !== undefined) output.note(`throughline exec: ${explain(tracing)}`);
  if (options.json === true) output.note(JSON.stringify(result));
}

function explain({ runtime }: StepTracing): string {
  const status = runtime.getTelemetryStatus();
  const failed = status.enabled ? status.exporters.find(({ lastError }) => lastError !== undefined) : undefined;
  return `the span of this step was not taken${failed === undefined ? '' : ` by ${failed.endpoint}: ${failed.lastError}`}`;
}
