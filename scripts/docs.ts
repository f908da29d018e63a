// Writes what is generated: the tables of docs/configuration.md from the option table, the help texts of docs/cli.md from the
// command, the schemas of the API's answers from their types. With `--check` it only says what is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../packages/cli/src/program.ts';
import { createAnswerSchemas } from './answer-schemas.ts';
import type { Option } from '../packages/node/src/configuration/option.ts';
import { OPTION_GROUPS } from '../packages/node/src/configuration/options.ts';

/** What is generated, and what renders each from its older self. */
const PAGES: Readonly<Record<string, (page: string) => string>> = {
  'docs/configuration.md': renderPage,
  'docs/cli.md': renderCommands,
  'packages/hub/src/api/answer-schemas.json': renderAnswerSchemas,
};
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BEGIN = '<!-- options: written by `npm run docs`, do not edit -->';
const END = '<!-- options end -->';
const COLUMNS = ['Option in code', 'Variables', 'Type', 'Default', 'Meaning'];

/** `page` with its tables as the option table has them now. */
export function renderPage(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error(`cannot write docs/configuration.md: got a page without marks, need ${BEGIN} and ${END}`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${renderGroups()}\n\n${page.slice(end)}`;
}

function renderGroups(): string {
  return OPTION_GROUPS.map(({ title, options }) => `### ${title}\n\n${renderTable(options)}`).join('\n\n');
}

function renderTable(options: readonly Option[]): string {
  const rows = options.map(renderOption);
  const widths = COLUMNS.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index].length)));
  const renderRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  const line = widths.map((width) => '-'.repeat(width));
  return [COLUMNS, line, ...rows].map(renderRow).join('\n');
}

function renderOption(option: Option): string[] {
  return [
    option.environmentOnly === true ? '' : `\`${option.key}\``,
    option.variables.map((variable) => `\`${variable}\``).join(', '),
    option.unit === undefined ? option.type.name : `${option.type.name} (${option.unit})`,
    option.defaultText ?? renderDefault(option.default),
    option.description,
  ].map((cell) => cell.replaceAll('|', '\\|'));
}

function renderDefault(value: unknown): string {
  if (value === undefined) return 'none';
  return Array.isArray(value) ? value.map((item) => `\`${item}\``).join(' ') : `\`${String(value)}\``;
}

/** `page` with the help text of each command that it has a mark for: `<!-- help: exec -->`, then a block of code. */
export function renderCommands(page: string): string {
  return page.replaceAll(
    /(<!-- help: ([\w-]+) -->\n\n```text\n)[\s\S]*?(\n```\n)/g,
    (_all, begin: string, name: string, end: string) => begin + helpOf(name) + end,
  );
}

/** The names of all commands. */
export function commandNames(): string[] {
  return createProgram().commands.map((command) => command.name());
}

/** What `throughline <name> --help` prints into a terminal of 80 columns. */
function helpOf(name: string): string {
  const command = createProgram().commands.find((one) => one.name() === name);
  if (command === undefined) throw new Error(`cannot write docs/cli.md: there is no command ${name}`);
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
}

/** Schemas of all answers of the API, a line each. */
function renderAnswerSchemas(): string {
  const directory = `${ROOT}packages/hub/src/api/`;
  const files = readdirSync(directory).filter((name) => name.endsWith('types.ts'));
  const schemas = createAnswerSchemas(files.map((name) => readFileSync(directory + name, 'utf8')));
  const lines = Object.entries(schemas).map(([name, schema]) => `"${name}": ${JSON.stringify(schema)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function main(): void {
  for (const [name, render] of Object.entries(PAGES)) {
    const path = ROOT + name;
    const page = readFileSync(path, 'utf8');
    const rendered = render(page);
    if (rendered === page) continue;
    if (!process.argv.includes('--check')) {
      writeFileSync(path, rendered);
      continue;
    }
    console.error(`${name} is stale: run \`npm run docs\``);
    process.exitCode = 1;
  }
}

if (import.meta.main) main();
