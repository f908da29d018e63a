import type { LogList, LogRecord } from '@throughline/hub';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withHubOptions, withRangeOptions } from '../context.ts';
import type { Context, HubClientOptions, RangeOptions } from '../context.ts';
import { followLogs } from '../logs/follow-logs.ts';
import { formatLogLine } from '../logs/format-log-line.ts';
import { examples } from '../terminal/examples.ts';
import { wholeNumber } from '../whole-number.ts';

interface LogsOptions extends HubClientOptions, RangeOptions {
  readonly trace?: string;
  readonly service?: string;
  readonly severity?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly follow?: boolean;
  readonly attributes?: boolean;
  readonly json?: boolean;
}

/** `throughline logs [query]` */
export function addLogsCommand(program: Command, context: Context): void {
  withRangeOptions(withHubOptions(program.command('logs')))
    .argument('[query]', 'words and conditions that the records must meet')
    .summary('show log records')
    .description('Show log records, the newest last.')
    .option('--trace <id>', 'of one trace')
    .option('--service <name>', 'of one service')
    .addOption(
      new Option('--severity <severity>', 'at least so severe').choices([
        'trace',
        'debug',
        'info',
        'warn',
        'error',
        'fatal',
      ]),
    )
    .option('-n, --limit <records>', 'the newest so many, at most 1000', wholeNumber('--limit', 1, 1000), 50)
    .option('--cursor <cursor>', 'older ones: where the page before ended')
    .option('-f, --follow', 'stay, and show what arrives; each record is one line, also with --json')
    .option('-a, --attributes', 'with the attributes of each record')
    .option('--json', 'print the answer of the API')
    .addHelpText(
      'after',
      examples({
        'throughline logs --service orders --severity warn': 'what it complains about',
        'throughline logs --trace 5b8efff798038103d269b633813fc60c': 'what was said during one request',
        'throughline logs -f timeout': 'watch for a word',
      }),
    )
    .action((q: string | undefined, options: LogsOptions) => showLogs(q, options, context));
}

async function showLogs(q: string | undefined, options: LogsOptions, context: Context): Promise<void> {
  const { output } = context;
  const { trace: traceId, service, severity, start, end, limit, cursor, attributes = false } = options;
  const client = context.client(options);
  const parameters = { q, traceId, service, severity, start, end, limit, cursor };
  const answer = await client.fetch<LogList>('logs', parameters);
  const isFollowing = options.follow === true;
  if (options.json === true && !isFollowing) return output.json(answer);
  const write = (record: LogRecord): void =>
    output.write(
      options.json === true ? `${JSON.stringify(record)}\n` : formatLogLine(record, { ...output, attributes }),
    );
  for (const record of answer.logs.toReversed()) write(record);
  if (isFollowing) return followLogs({ client, parameters, shown: answer.logs, write });
  if (answer.logs.length === 0) output.note('No log records.');
  if (answer.nextCursor !== null) output.note(output.style.dim(`There are older ones: --cursor ${answer.nextCursor}`));
}
