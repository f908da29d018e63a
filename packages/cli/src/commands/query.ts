import type { Aggregate, TraceList, TraceSummary } from '@throughline/hub';
import type { Command } from 'commander';
import { formatAggregate } from '../aggregate/format-aggregate.ts';
import { withHubOptions, withRangeOptions } from '../context.ts';
import type { Context, HubClientOptions, RangeOptions } from '../context.ts';
import { examples } from '../terminal/examples.ts';
import { wholeNumber } from '../whole-number.ts';
import { alignDuration, count, formatNumber, formatShortTime } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import type { Column } from '../terminal/table.ts';

interface QueryOptions extends HubClientOptions, RangeOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly step?: string;
  readonly json?: boolean;
}

/** `throughline query '<q>'` */
export function addQueryCommand(program: Command, context: Context): void {
  withRangeOptions(withHubOptions(program.command('query')))
    .argument('[query]', 'what a span of the trace must be like; all traces without one')
    .summary('find traces, or compute over spans')
    .description('Find traces, newest first; or compute over spans, with | and an aggregate.')
    .option('-n, --limit <traces>', 'traces on a page, at most 1000', wholeNumber('--limit', 1, 1000), 20)
    .option('--cursor <cursor>', 'where the page before ended')
    .option('--step <seconds>', 'of the values over time, after |')
    .option('--json', 'print the answer of the API')
    .addHelpText(
      'after',
      examples(
        {
          "throughline query 'serviceName=orders AND duration > 2s'": 'slow requests',
          "throughline query 'status=error' --start -1h": 'what failed in the last hour',
          "throughline query '{serviceName=web} >> {db.system.name EXISTS}'": 'spans below spans',
          "throughline query 'kind=server | count(), p95() by serviceName'": 'numbers, and how they went',
        },
        'The whole language: docs/query-language.md.',
      ),
    )
    .action((q: string | undefined, options: QueryOptions) => query(q, options, context));
}

async function query(q: string | undefined, options: QueryOptions, context: Context): Promise<void> {
  if (q !== undefined && (await hasPipeline(q))) return showAggregate(q, options, context);
  const { output } = context;
  const { start, end, limit, cursor, json } = options;
  const answer = await context.client(options).fetch<TraceList>('traces', { q, start, end, limit, cursor });
  if (json === true) return output.json(answer);
  if (answer.traces.length === 0) return output.note('No traces.');
  output.write(formatTable(answer.traces, traceColumns(output), output));
  if (answer.nextCursor !== null)
    output.note(
      output.style.dim(`${count(answer.traces.length, 'trace')}; there are more: --cursor ${answer.nextCursor}`),
    );
}

/** What is wrong with a query the hub says, which knows the same language. */
async function hasPipeline(q: string): Promise<boolean> {
  const { parseQuery } = await import('@throughline/query-language');
  try {
    return parseQuery(q).pipeline !== null;
  } catch {
    return false;
  }
}

async function showAggregate(q: string, options: QueryOptions, context: Context): Promise<void> {
  const { output } = context;
  const { start, end, step, json } = options;
  const answer = await context.client(options).fetch<Aggregate>('aggregate', { q, start, end, step });
  if (json === true) return output.json(answer);
  if (answer.series.length === 0) return output.note('No spans.');
  output.write(formatAggregate(answer, output));
}

function traceColumns({ style }: Output): readonly Column<TraceSummary>[] {
  return [
    {
      title: 'TIME',
      text: ({ startUnixNano }) => formatShortTime(startUnixNano),
      paint: (cell) => style.dim(cell),
      optional: true,
    },
    { title: 'TRACE', text: ({ traceId }) => traceId },
    {
      title: 'SERVICE',
      text: ({ rootService }) => rootService,
      paint: (cell, { rootService }) => style.named(rootService, cell),
      shrinksTo: 6,
      optional: true,
    },
    {
      title: 'NAME',
      text: ({ rootName, errorCount }) => (errorCount > 0 ? `✗ ${rootName}` : rootName),
      paint: (cell, { errorCount }) => (errorCount > 0 ? style.error(cell) : cell),
      shrinksTo: 8,
    },
    { title: 'DURATION', align: 'right', text: ({ durationNs }) => alignDuration(durationNs) },
    { title: 'SPANS', align: 'right', text: ({ spanCount }) => formatNumber(spanCount), optional: true },
    {
      title: 'ERRORS',
      align: 'right',
      text: ({ errorCount }) => (errorCount === 0 ? '–' : formatNumber(errorCount)),
      paint: (cell, { errorCount }) => (errorCount > 0 ? style.error(cell) : style.dim(cell)),
      optional: true,
    },
  ];
}
