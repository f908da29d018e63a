import type { Command } from 'commander';
import type { Trace } from '@throughline/hub';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { examples } from '../terminal/examples.ts';
import { wholeNumber } from '../whole-number.ts';
import { formatWaterfall } from '../terminal/waterfall.ts';

interface TraceOptions extends HubClientOptions {
  readonly json?: boolean;
  readonly attributes?: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** `throughline trace <id>` */
export function addTraceCommand(program: Command, context: Context): void {
  withHubOptions(program.command('trace <id>'))
    .summary('show a trace as a waterfall')
    .description('Show a trace as a waterfall.')
    .option('-a, --attributes', 'with the attributes and events of each span')
    .option('--limit <spans>', 'at most so many spans', wholeNumber('--limit', 1, 10_000), 1000)
    .option('--offset <spans>', 'without the first so many', wholeNumber('--offset', 0), 0)
    .option('--json', 'print the answer of the API')
    .addHelpText(
      'after',
      examples(
        {
          'throughline trace 5b8efff798038103d269b633813fc60c': 'its tree, and when what ran',
          'throughline trace -a 5b8efff798038103d269b633813fc60c': 'and all that is known',
        },
        '█ is the critical path: what decided when the trace ended; ▒ is everything else; ◀ stands at the span with most of it.',
      ),
    )
    .action((id: string, options: TraceOptions) => showTrace(id, options, context));
}

async function showTrace(id: string, options: TraceOptions, context: Context): Promise<void> {
  const { limit, offset } = options;
  const trace = await context.client(options).fetch<Trace>(`traces/${encodeURIComponent(id)}`, { limit, offset });
  const { output } = context;
  if (options.json === true) return output.json(trace);
  output.write(
    formatWaterfall(trace, { style: output.style, width: output.width, attributes: options.attributes === true }),
  );
}
