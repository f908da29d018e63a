// What `npm start` prints.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TraceSummary } from '@throughline/hub';
import type { DemoResult } from './contract.ts';
import type { HubQuestions } from './hub.ts';

const useColor = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code: number, text: string): string => (useColor ? `\u001B[${code}m${text}\u001B[0m` : text);

export const bold = (text: string): string => paint(1, text);
export const dim = (text: string): string => paint(2, text);

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** By the command that users have for it. */
export async function showWaterfall(traceId: string, hubUrl: string): Promise<void> {
  const command = fileURLToPath(new URL('../../packages/cli/bin/throughline.js', import.meta.url));
  const child = spawn(process.execPath, [command, 'trace', traceId, '--hub', hubUrl], { stdio: 'inherit' });
  await once(child, 'exit');
}

/** Asks each question and says what the hub answers. */
export async function showQueries({ queries }: DemoResult, hub: HubQuestions): Promise<void> {
  for (const { question, query } of queries) {
    const { traces } = await hub.find(query);
    say(`${question}\n  ${bold(query)}`);
    const largest = traces.toSorted((a, b) => b.spanCount - a.spanCount);
    for (const trace of largest.slice(0, MAX_ANSWERS)) say(`    ${formatTrace(trace)}`);
    if (traces.length > MAX_ANSWERS) say(dim(`    and ${traces.length - MAX_ANSWERS} more`));
    if (traces.length === 0) say('    nothing');
    say('');
  }
}

const MAX_ANSWERS = 4;

function formatTrace({ traceId, rootName, durationNs, spanCount, errorCount }: TraceSummary): string {
  const duration = durationNs < 1e9 ? `${Math.round(durationNs / 1e6)} ms` : `${(durationNs / 1e9).toFixed(2)} s`;
  const errors = errorCount > 0 ? `, ${errorCount} failed` : '';
  return `${traceId}  ${rootName.padEnd(18)}${duration.padStart(9)}  ${spanCount} ${spanCount === 1 ? 'span' : 'spans'}${errors}`;
}
