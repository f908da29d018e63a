// Writes the tables of docs/configuration.md from the option table. With `--check` it only says whether they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Option } from '../packages/node/src/configuration/option.ts';
import { OPTION_GROUPS } from '../packages/node/src/configuration/options.ts';

const PAGE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
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

function main(): void {
  const page = readFileSync(PAGE, 'utf8');
  const rendered = renderPage(page);
  if (rendered === page) return;
  if (!process.argv.includes('--check')) return writeFileSync(PAGE, rendered);
  console.error('docs/configuration.md is stale: run `npm run docs`');
  process.exitCode = 1;
}

if (import.meta.main) main();
