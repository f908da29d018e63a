import type { MetricInfo, MetricList, MetricSeriesList } from '@throughline/hub';
import type { Command } from 'commander';
import { formatAggregate } from '../aggregate/format-aggregate.ts';
import { withHubOptions, withRangeOptions } from '../context.ts';
import type { Context, HubClientOptions, RangeOptions } from '../context.ts';
import { createValueFormat, toAggregate } from '../metrics/metric-values.ts';
import { examples } from '../terminal/examples.ts';
import { formatNumber, formatShortTime } from '../terminal/format.ts';
import { formatTable } from '../terminal/table.ts';
import type { Column } from '../terminal/table.ts';

interface MetricsOptions extends HubClientOptions, RangeOptions {
  readonly by?: string;
  readonly service?: string;
  readonly json?: boolean;
}

/** `throughline metrics [name]` */
export function addMetricsCommand(program: Command, context: Context): void {
  withRangeOptions(withHubOptions(program.command('metrics')))
    .argument('[name]', 'show the values of this one')
    .summary('list metrics, or the values of one')
    .description(
      'List metrics, or show the values of one: what it counted in the whole range, its extremes there, of everything else the newest. Default range: the last hour.',
    )
    .option('--by <fields>', 'attributes that tell series apart, with commas between them')
    .option('--service <name>', 'only of this service')
    .option('--json', 'print the answer of the API')
    .addHelpText(
      'after',
      examples({
        'throughline metrics': 'all of them',
        'throughline metrics orders.placed': 'the values of one',
        'throughline metrics http.server.request.duration --by http.route --start -15m': 'route by route',
      }),
    )
    .action((name: string | undefined, options: MetricsOptions) =>
      name === undefined ? listMetrics(options, context) : showMetric(name, options, context),
    );
}

async function listMetrics({ start, end, service, ...options }: MetricsOptions, context: Context): Promise<void> {
  const { output } = context;
  const answer = await context.client(options).fetch<MetricList>('metrics', { start, end, service });
  if (options.json === true) return output.json(answer);
  if (answer.metrics.length === 0) return output.note('No metrics in this time.');
  const columns: readonly Column<MetricInfo>[] = [
    { title: 'METRIC', text: ({ name }) => name, shrinksTo: 16 },
    { title: 'KIND', text: ({ kind }) => kind.replace('_', ' '), optional: true },
    { title: 'UNIT', text: ({ unit }) => unit || '–' },
    { title: 'SERIES', align: 'right', text: ({ seriesCount }) => formatNumber(seriesCount) },
    { title: 'BY', text: ({ attributeKeys }) => attributeKeys.join(' ') || '–', shrinksTo: 12 },
    { title: 'SERVICES', text: ({ services }) => services.join(' '), shrinksTo: 12, optional: true },
    {
      title: 'LAST SEEN',
      text: ({ lastSeenUnixNano }) => formatShortTime(lastSeenUnixNano).replace(/\.\d+$/, ''),
      paint: (cell) => output.style.dim(cell),
      optional: true,
    },
  ];
  output.write(formatTable(answer.metrics, columns, output));
}

async function showMetric(name: string, options: MetricsOptions, context: Context): Promise<void> {
  const { start, end, by, service, json, ...hub } = options;
  const { output } = context;
  const path = `metrics/${encodeURIComponent(name)}/series`;
  const answer = await context.client(hub).fetch<MetricSeriesList>(path, { start, end, by, service });
  if (json === true) return output.json(answer);
  if (answer.series.length === 0) return output.note(`No values of ${name} in this time.`);
  output.write(formatAggregate(toAggregate(answer), output, createValueFormat(answer)));
  if (answer.omittedSeries > 0) output.note(`${formatNumber(answer.omittedSeries)} more series are left out.`);
}
