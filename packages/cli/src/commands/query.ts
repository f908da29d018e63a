import type { TraceList, TraceSummary } from '@throughline/hub';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { count, formatDuration, formatTime } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { fit, harmless } from '../terminal/text.ts';

interface QueryOptions extends HubClientOptions {
  readonly start?: string;
  readonly end?: string;
  readonly limit: string;
  readonly cursor?: string;
  readonly json?: boolean;
}

/** `throughline query '<q>'` */
export function addQueryCommand(program: Command, context: Context): void {
  withHubOptions(program.command('query [query]'))
    .description('Find traces, newest first; all of them without a query.')
    .option('--start <time>', 'RFC 3339, a number since 1970, or like -15m')
    .option('--end <time>', 'the same, exclusive')
    .option('--limit <traces>', 'traces on a page, at most 1000', '20')
    .option('--cursor <cursor>', 'where the page before ended')
    .option('--json', 'print the answer of the API')
    .action((q: string | undefined, options: QueryOptions) => query(q, options, context));
}

async function query(q: string | undefined, options: QueryOptions, { client, output }: Context): Promise<void> {
  const { start, end, limit, cursor, json } = options;
  const answer = await client(options).fetch<TraceList>('traces', { q, start, end, limit, cursor });
  if (json === true) return output.write(`${JSON.stringify(answer, undefined, 2)}\n`);
  for (const trace of answer.traces) output.write(`${formatLine(trace, output.style)}\n`);
  output.note(output.style.dim(count(answer.traces.length, 'trace')));
  if (answer.nextCursor !== null) output.note(output.style.dim(`There are more: --cursor ${answer.nextCursor}`));
}

function formatLine(trace: TraceSummary, style: Style): string {
  const { rootService, rootName, errorCount, spanCount } = trace;
  const name = fit(harmless(rootName), 32);
  const errors = errorCount > 0 ? `  ${style.error(count(errorCount, 'error'))}` : '';
  return [
    style.dim(formatTime(trace.startUnixNano)),
    trace.traceId,
    style.named(rootService, fit(harmless(rootService), 16)),
    errorCount > 0 ? style.error(name) : name,
    formatDuration(trace.durationNs).padStart(9),
    style.dim(count(spanCount, 'span').padStart(9)) + errors,
  ].join('  ');
}
