// The command: `node run.mjs <measure> [options]`, see README.md.
import { UsageError } from './errors.ts';
import { measureApp } from './measures/app.ts';
import { measureBmc } from './measures/bmc.ts';
import { measureCalls } from './measures/calls.ts';
import { measureDisabledHttp, measureHttp, measureSampledHttp } from './measures/http.ts';
import { measureIngest } from './measures/ingest.ts';
import { measureLog } from './measures/log.ts';
import { measureMessages } from './measures/messages.ts';
import { measureQueries } from './measures/queries.ts';
import { measureSize } from './measures/size.ts';
import { measureSpan } from './measures/span.ts';
import { measureStartup } from './measures/startup.ts';
import { type Options, parseCommandLine } from './options.ts';
import { leaveMeasuredCore, useAllCores } from './processes/cores.ts';

const measures: Record<string, (options: Options) => Promise<void>> = {
  http: measureHttp,
  'http-sampled': measureSampledHttp,
  off: measureDisabledHttp,
  app: measureApp,
  bmc: measureBmc,
  startup: measureStartup,
  span: measureSpan,
  log: measureLog,
  messages: measureMessages,
  calls: measureCalls,
  size: measureSize,
  queries: measureQueries,
  ingest: measureIngest,
};

/** Those of whole systems, whose processes share all cores as they do elsewhere. */
const WHOLE_MACHINE: ReadonlySet<string> = new Set(['bmc', 'ingest', 'queries']);

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const { measure, options } = parseCommandLine(process.argv.slice(2));
  for (const name of selectMeasures(measure)) {
    console.log(`== ${name}`);
    if (WHOLE_MACHINE.has(name)) useAllCores();
    else leaveMeasuredCore();
    await measures[name]!(options);
  }
}

function selectMeasures(name: string): string[] {
  const names = Object.keys(measures);
  if (name === 'all') return names;
  if (names.includes(name)) return [name];
  throw new UsageError(`cannot select measure: got ${name}, need one of all, ${names.join(', ')}`);
}
