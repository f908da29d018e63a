import type { OperationList, ServiceList, ServiceSummary } from '@throughline/hub';
import type { Command } from 'commander';
import { withHubOptions, withRangeOptions } from '../context.ts';
import type { Context, HubClientOptions, RangeOptions } from '../context.ts';
import { examples } from '../terminal/examples.ts';
import { alignDuration, formatNumber, formatShortTime } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import type { Column } from '../terminal/table.ts';

interface ServicesOptions extends HubClientOptions, RangeOptions {
  readonly json?: boolean;
}

/** `throughline services [service]` */
export function addServicesCommand(program: Command, context: Context): void {
  withRangeOptions(withHubOptions(program.command('services')))
    .argument('[service]', 'show what this one is asked to do, operation by operation')
    .summary('list services, or the operations of one')
    .description('List services with their calls, errors and durations; or the operations of one.')
    .option('--json', 'print the answer of the API')
    .addHelpText(
      'after',
      examples({
        'throughline services': 'all of them',
        'throughline services --start -15m': 'in the last quarter of an hour',
        'throughline services orders': 'the operations of one',
      }),
    )
    .action((service: string | undefined, options: ServicesOptions) =>
      service === undefined ? listServices(options, context) : listOperations(service, options, context),
    );
}

async function listServices({ start, end, ...options }: ServicesOptions, context: Context): Promise<void> {
  const { output } = context;
  const answer = await context.client(options).fetch<ServiceList>('services', { start, end });
  if (options.json === true) return output.json(answer);
  if (answer.services.length === 0) return output.note('No spans in this time.');
  const name: Column<ServiceSummary> = {
    title: 'SERVICE',
    text: (service) => service.name,
    paint: (cell, service) => output.style.named(service.name, cell),
    shrinksTo: 12,
  };
  output.write(formatTable(answer.services, [name, ...summaryColumns(output)], output));
}

async function listOperations(service: string, options: ServicesOptions, context: Context): Promise<void> {
  const { start, end, json } = options;
  const { output } = context;
  const answer = await context.client(options).fetch<OperationList>('operations', { service, start, end });
  if (json === true) return output.json(answer);
  if (answer.operations.length === 0) return output.note(`No spans of ${service} in this time.`);
  const names: readonly Column<OperationList['operations'][number]>[] = [
    { title: 'OPERATION', text: ({ name }) => name, shrinksTo: 12 },
    { title: 'KIND', text: ({ kind }) => kind, optional: true },
  ];
  output.write(formatTable(answer.operations, [...names, ...summaryColumns(output)], output));
}

function summaryColumns({ style }: Output): readonly Column<ServiceSummary>[] {
  return [
    { title: 'CALLS', align: 'right', text: ({ calls }) => formatNumber(calls) },
    {
      title: 'ERRORS',
      align: 'right',
      text: ({ errors, calls }) => (errors === 0 ? '–' : `${formatNumber(errors)} ${percent(errors / calls)}`),
      paint: (cell, { errors }) => (errors > 0 ? style.error(cell) : style.dim(cell)),
    },
    { title: 'P50', align: 'right', text: ({ p50Ns }) => alignDuration(p50Ns) },
    { title: 'P95', align: 'right', text: ({ p95Ns }) => alignDuration(p95Ns) },
    { title: 'P99', align: 'right', text: ({ p99Ns }) => alignDuration(p99Ns), optional: true },
    {
      title: 'LAST SEEN',
      text: ({ lastSeenUnixNano }) => formatShortTime(lastSeenUnixNano).replace(/:\d\d\.\d+$/, ''),
      paint: (cell) => style.dim(cell),
      optional: true,
    },
    {
      title: 'SLOWEST',
      text: ({ exemplarTraceId }) => exemplarTraceId,
      paint: (cell) => style.dim(cell),
      optional: true,
    },
  ];
}

function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}%`.padStart(4);
}
