import type { Command } from 'commander';
import type { Trace } from '@throughline/hub';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { formatWaterfall } from '../terminal/waterfall.ts';

interface TraceOptions extends HubClientOptions {
  readonly json?: boolean;
  readonly attributes?: boolean;
  readonly limit: string;
  readonly offset: string;
}

/** `throughline trace <id>` */
export function addTraceCommand(program: Command, context: Context): void {
  withHubOptions(program.command('trace <id>'))
    .description('Show a trace as a waterfall.')
    .option('-a, --attributes', 'with the attributes and events of each span')
    .option('--limit <spans>', 'at most so many spans', '1000')
    .option('--offset <spans>', 'without the first so many', '0')
    .option('--json', 'print the answer of the API')
    .action((id: string, options: TraceOptions) => showTrace(id, options, context));
}

async function showTrace(id: string, options: TraceOptions, context: Context): Promise<void> {
  const { limit, offset } = options;
  const trace = await context.client(options).fetch<Trace>(`traces/${encodeURIComponent(id)}`, { limit, offset });
  const { output } = context;
  if (options.json === true) return output.write(`${JSON.stringify(trace, undefined, 2)}\n`);
  output.write(
    formatWaterfall(trace, { style: output.style, width: output.width, attributes: options.attributes === true }),
  );
}
