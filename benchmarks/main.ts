// The command: `node run.mjs <measure> [options]`, see README.md.
import { measureApp } from './measures/app.ts';
import { measureDisabledHttp, measureHttp, measureSampledHttp } from './measures/http.ts';
import { measureSize } from './measures/size.ts';
import { measureSpan } from './measures/span.ts';
import { measureStartup } from './measures/startup.ts';
import { type Options, parseCommandLine } from './options.ts';
import { leaveMeasuredCore } from './processes/cores.ts';

const measures: Record<string, (options: Options) => Promise<void>> = {
  http: measureHttp,
  'http-sampled': measureSampledHttp,
  off: measureDisabledHttp,
  app: measureApp,
  startup: measureStartup,
  span: measureSpan,
  size: measureSize,
};

const { measure, options } = parseCommandLine(process.argv.slice(2));
const selected = measure === 'all' ? Object.keys(measures) : [measure];

leaveMeasuredCore();
for (const name of selected) await run(name);

async function run(name: string): Promise<void> {
  const start = measures[name];
  if (!start) throw new Error(`cannot run ${name}: need one of all, ${Object.keys(measures).join(', ')}`);
  console.log(`== ${name}`);
  await start(options);
}
