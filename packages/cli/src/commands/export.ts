import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { LogList, LogRecord, Span, SpanList } from '@throughline/hub';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withHubOptions, withRangeOptions } from '../context.ts';
import type { Context, HubClientOptions, RangeOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import type { HubClient } from '../hub-client/hub-client.ts';
import { examples } from '../terminal/examples.ts';
import { count } from '../terminal/format.ts';
import { createProgress } from '../transfer/progress.ts';

interface ExportOptions extends HubClientOptions, RangeOptions {
  readonly signal: 'traces' | 'logs';
  readonly output?: string;
}

const PAGE = 1000;

/** `throughline export [query]` */
export function addExportCommand(program: Command, context: Context): void {
  withRangeOptions(withHubOptions(program.command('export')))
    .argument('[query]', 'what the spans or log records must be like; all without one')
    .summary('write spans or log records as OTLP/JSON')
    .description('Write spans or log records of the hub as OTLP/JSON, one request in each line, the newest first.')
    .addOption(new Option('--signal <signal>', 'what to write').choices(['traces', 'logs']).default('traces'))
    .option('-o, --output <file>', 'where to (default: standard output)')
    .addHelpText(
      'after',
      examples({
        "throughline export 'traceId=5b8efff798038103d269b633813fc60c' > trace.jsonl":
          'one trace, to keep or to pass on',
        'throughline export --start -1h | gzip > hour.jsonl.gz': 'an hour; throughline load reads it again',
        'throughline export --signal logs -o logs.jsonl': 'log records',
      }),
    )
    .action((q: string | undefined, options: ExportOptions) => exportItems(q, options, context));
}

async function exportItems(q: string | undefined, options: ExportOptions, context: Context): Promise<void> {
  const { output } = context;
  const { formatLogs, formatSpans } = await import('../transfer/to-otlp.ts');
  const client = context.client(options);
  const target = options.output === undefined ? process.stdout : await openFile(options.output);
  const progress = createProgress();
  const noun = options.signal === 'traces' ? 'span' : 'log record';
  let items = 0;
  async function* formatPages(): AsyncGenerator<string> {
    for await (const page of fetchPages(q, options, client)) {
      yield `${page.signal === 'traces' ? formatSpans(page.items) : formatLogs(page.items)}\n`;
      items += page.items.length;
      progress.show(count(items, noun));
    }
  }
  await pipeline(formatPages, target, { end: target !== process.stdout }).finally(() => progress.clear());
  output.note(count(items, noun));
}

async function openFile(path: string): Promise<WriteStream> {
  const file = await open(path, 'w').catch((error: Error) => {
    throw new CommandError(`cannot write to ${path}: ${error.message}`, 2);
  });
  return file.createWriteStream();
}

type Page =
  | { readonly signal: 'traces'; readonly items: readonly Span[] }
  | { readonly signal: 'logs'; readonly items: readonly LogRecord[] };

async function* fetchPages(
  q: string | undefined,
  { signal, start, end }: ExportOptions,
  client: HubClient,
): AsyncGenerator<Page> {
  let cursor: string | undefined;
  do {
    const parameters = { q, start, end, limit: PAGE, cursor };
    if (signal === 'traces') {
      const { spans, nextCursor } = await client.fetch<SpanList>('spans', parameters);
      if (spans.length > 0) yield { signal, items: spans };
      cursor = nextCursor ?? undefined;
    } else {
      const { logs, nextCursor } = await client.fetch<LogList>('logs', parameters);
      if (logs.length > 0) yield { signal, items: logs };
      cursor = nextCursor ?? undefined;
    }
  } while (cursor !== undefined);
}
