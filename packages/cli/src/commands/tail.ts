import type { Span, TailDropped } from '@throughline/hub';
import type { Command } from 'commander';
import { withHubOptions } from '../context.ts';
import type { Context, HubClientOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import { formatSpanLine } from '../tail/format-span-line.ts';
import { readEvents } from '../tail/read-events.ts';
import { examples } from '../terminal/examples.ts';
import { wholeNumber } from '../whole-number.ts';
import { count } from '../terminal/format.ts';

interface TailOptions extends HubClientOptions {
  readonly service?: string;
  readonly count?: number;
  readonly json?: boolean;
}

/** `throughline tail [query]` */
export function addTailCommand(program: Command, context: Context): void {
  withHubOptions(program.command('tail'))
    .argument('[query]', 'what the spans must be like; about single spans')
    .summary('show spans as they arrive')
    .description('Show spans as they arrive, one line each, until Ctrl-C.')
    .option('--service <name>', 'of one service')
    .option('-n, --count <spans>', 'stop after so many', wholeNumber('--count', 1))
    .option('--json', 'print each span as one line of JSON')
    .addHelpText(
      'after',
      examples({
        'throughline tail': 'everything',
        "throughline tail 'status=error OR duration > 1s'": 'what fails or is slow',
        'throughline tail --json | jq -r \'.attributes["http.route"]\'': 'for another program',
      }),
    )
    .action((q: string | undefined, options: TailOptions) => tail(q, options, context));
}

async function tail(q: string | undefined, options: TailOptions, context: Context): Promise<void> {
  const { output } = context;
  const { service, json = false, count: most = Number.POSITIVE_INFINITY } = options;
  const body = await context.client(options).stream('tail', { q, service });
  let shown = 0;
  for await (const { event, data } of readEvents(body)) {
    if (event === 'ready') output.note(output.style.dim('Waiting for spans. Ctrl-C ends this.'));
    if (event === 'dropped')
      output.note(`${count((JSON.parse(data) as TailDropped).spans, 'span')} left out: too many`);
    if (event === 'end') break;
    if (event !== 'span') continue;
    output.write(json ? `${data}\n` : formatSpanLine(JSON.parse(data) as Span, output));
    if (++shown >= most) return;
  }
  throw new CommandError('the hub has ended the stream: it is closing');
}
