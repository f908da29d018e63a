import type { RepairReport } from '@throughline/hub';
import type { Signal } from '@throughline/wire/decode';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { DEFAULT_DIRECTORY } from '../hub-client/find-hub.ts';
import { examples } from '../terminal/examples.ts';
import { count, countItems, formatBytes } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { createProgress } from '../transfer/progress.ts';

interface RepairCommandOptions {
  readonly check?: boolean;
  readonly retry?: boolean;
  readonly json?: boolean;
}

/** `throughline repair [directory]` */
export function addRepairCommand(program: Command, context: Context): void {
  program
    .command('repair')
    .argument('[directory]', 'the data directory of a hub that is not running', DEFAULT_DIRECTORY)
    .summary('verify and mend what a stopped hub has on the disk')
    .description(
      'Verify what a stopped hub has on the disk, and mend it: records of the journal and parts of the store whose checksums are wrong are set aside, nothing is thrown away.',
    )
    .option('--check', 'only look')
    .option('--retry', 'let the next hub try again to store the spans and log records that were refused')
    .option('--json', 'print what was found and done as JSON')
    .addHelpText(
      'after',
      examples(
        {
          'throughline repair --check': 'is everything whole?',
          'throughline repair': 'mend it',
          'throughline repair --retry /var/lib/throughline': 'after an update of the hub',
        },
        'Exit code: 0 all is whole, 1 something was damaged (and, without --check, is mended).',
      ),
    )
    .action((directory: string, options: RepairCommandOptions) => repair(directory, options, context));
}

async function repair(directory: string, options: RepairCommandOptions, { output }: Context): Promise<void> {
  const { repairDirectory } = await import('@throughline/hub');
  const progress = createProgress();
  const { check = false, retry = false } = options;
  const report = await repairDirectory(directory, { check, retry, progress: (what) => progress.show(what) });
  progress.clear();
  if (options.json === true) output.json(report);
  else describe(report, check, output);
  process.exitCode = isDamaged(report) ? 1 : 0;
}

function isDamaged({ signals, brokenParts }: RepairReport): boolean {
  return brokenParts.length > 0 || Object.values(signals).some(({ damage }) => damage.length > 0);
}

function describe(report: RepairReport, check: boolean, { write, style }: Output): void {
  for (const [signal, journal] of Object.entries(report.signals)) {
    const waiting =
      journal.requests === 0
        ? 'nothing waits'
        : `${countItems(journal.items, signal as Signal)} in ${count(journal.requests, 'request')} wait to be stored (${formatBytes(journal.bytes)})`;
    write(`${style.bold(signal.padEnd(8))} ${waiting}\n`);
    for (const { path, start, bytes } of journal.damage)
      write(style.error(`         ${path}: ${formatBytes(bytes)} at byte ${start} are no request\n`));
    for (const { path, kind, bytes } of journal.quarantined)
      write(
        `         set aside earlier, ${kind === 'request' ? 'refused by the store' : 'no request'}: ${path} (${formatBytes(bytes)})\n`,
      );
  }
  for (const { table, part, message } of report.brokenParts)
    write(style.error(`store    part ${part} of table ${table}: ${message}\n`));
  if (report.actions.length > 0)
    write(`\n${report.actions.map((action) => `${style.good('✓')} ${action}\n`).join('')}`);
  if (!isDamaged(report)) write(`\n${style.good('All is whole.')}\n`);
  else if (check) write(`\nMend it with: throughline repair ${report.directory}\n`);
}
