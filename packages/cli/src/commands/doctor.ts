import { readFileSync } from 'node:fs';
import type { HubStatus } from '@throughline/hub';
import { readHubFile } from '@throughline/hub/hub-file';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { checkConfiguration, probeConfiguration } from '../doctor/check-configuration.ts';
import { checkData } from '../doctor/check-data.ts';
import { checkDelivery, joinChecks } from '../doctor/check-delivery.ts';
import type { DeliveryHints } from '../doctor/check-delivery.ts';
import { checkModules } from '../doctor/check-modules.ts';
import { checkRun } from '../doctor/check-run.ts';
import { found } from '../doctor/finding.ts';
import type { Checked } from '../doctor/finding.ts';
import { formatDiagnosis } from '../doctor/format-diagnosis.ts';
import { runProbed } from '../doctor/run-probed.ts';
import { childVariables } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { DEFAULT_DIRECTORY, findHubUrl, isHub } from '../hub-client/find-hub.ts';
import { examples } from '../terminal/examples.ts';

interface DoctorOptions extends HubClientOptions {
  readonly seconds: string;
  readonly preload?: boolean;
  readonly json?: boolean;
}

/** `throughline doctor [-- command]` */
export function addDoctorCommand(program: Command, context: Context): void {
  withHubOptions(program.command('doctor'))
    .argument('[command...]', 'an application to run and watch, after --')
    .passThroughOptions()
    .usage('[options] [-- <command> [arguments]]')
    .summary('find out why traces are missing or broken')
    .description(
      'Find out why traces are missing or broken, and what mends it. Looks at the environment and the modules here, sends a test span, and asks the hub what is odd about its data; with a command, watches the application, too.',
    )
    .option('--seconds <seconds>', 'stop the application after so long, if it has not ended', '10')
    .option('--preload', 'start tracing in the application (default: unless it depends on @throughline/node)')
    .option('--no-preload', 'the application starts tracing itself')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      examples(
        {
          'throughline doctor': 'the surroundings',
          'throughline doctor -- node app.js': 'and the application',
          'throughline doctor --json | jq .findings': 'for a program',
        },
        'Exit code: 0 nothing is wrong, 1 something is, 2 it could not be examined.',
      ),
    )
    .action((command: string[], options: DoctorOptions) => doctor(command, options, context));
}

async function doctor(command: readonly string[], options: DoctorOptions, context: Context): Promise<void> {
  const { output } = context;
  const seconds = Number(options.seconds);
  if (!(seconds > 0)) throw new CommandError(`cannot watch for ${options.seconds} seconds: need a number above 0`, 2);
  const start = `${Date.now()}`;
  const [status, delivery] = await Promise.all([
    probeConfiguration(),
    findHub(options, context).then((hub) => checkDelivery({ hub })),
  ]);
  const checks = [checkConfiguration(status), delivery, checkModules('.')];
  if (command.length > 0) {
    output.note(output.style.dim(`Watching ${command[0]} for at most ${seconds} s …`));
    const preload = options.preload ?? !startsItself();
    checks.push(checkRun(await runProbed({ command, preload, maxMs: seconds * 1000, isShown: true })));
  }
  checks.push(await askHub(command.length > 0 ? start : undefined, options, context));
  const checked = joinChecks(checks);
  if (options.json === true) output.json({ ok: checked.findings.length === 0, ...checked });
  else output.write(formatDiagnosis(checked, output));
  process.exitCode = checked.findings.length === 0 ? 0 : 1;
}

/** Where the hub that would be asked takes OTLP. A file that a killed hub left behind is no hub. */
async function findHub(options: DoctorOptions, context: Context): Promise<DeliveryHints['hub']> {
  const url = findHubUrl(options.hub, context.environment);
  if (!(await isHub(url))) return undefined;
  try {
    const { addresses } = await context.client({ ...options, hub: url }).fetch<HubStatus>('status');
    return { otlpHttpUrl: addresses.otlpHttp, otlpGrpcUrl: addresses.otlpGrpc };
  } catch {
    // It asks readers for a token. Senders need none of that.
    const file = readHubFile(DEFAULT_DIRECTORY);
    return file?.uiUrl === url ? file : undefined;
  }
}

/** Whether the application here is made to be traced by us, or is started with the runtime preloaded. */
function startsItself(): boolean {
  if (childVariables({}).NODE_OPTIONS?.includes('@throughline/node') === true) return true;
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      object
    >;
    return '@throughline/node' in { ...dependencies, ...devDependencies };
  } catch {
    return false;
  }
}

/** A hub is no need: other backends get spans, too. */
async function askHub(start: string | undefined, options: DoctorOptions, context: Context): Promise<Checked> {
  const url = findHubUrl(options.hub, context.environment);
  if (await isHub(url))
    return checkData(context.client({ ...options, hub: url }), start).catch((error: Error) => {
      context.output.note(`The data of the hub at ${url} was not looked at: ${error.message}`);
      return found();
    });
  if (options.hub !== undefined) throw new CommandError(`cannot reach a hub at ${url}`, 2);
  return found();
}
