import { mkdirSync, writeFileSync } from 'node:fs';

import type { Contender } from '../contenders/contender.ts';
import type { Options } from '../options.ts';
import { describeMachine } from './machine.ts';

export interface Result {
  readonly measure: string;
  readonly contenders: readonly Contender[];
  readonly rows: readonly object[];
  /** Everything the rows were made of, so that a doubted figure can be looked into. */
  readonly rounds?: readonly object[];
  readonly notes?: readonly string[];
}

/** Writes `results/<measure>.json`; a quick run goes to a file that git ignores. */
export function writeResult(result: Result, options: Options): void {
  const { measure, contenders, rows, rounds, notes } = result;
  const folder = new URL('../results/', import.meta.url);
  const name = `${measure}${options.quick ? '.local' : ''}.json`;
  const content = { measure, machine: describeMachine(contenders), options, notes, rows, rounds };
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), `${JSON.stringify(content, null, 2)}\n`);
  for (const note of notes ?? []) console.log(note);
  console.log(`written: benchmarks/results/${name}`);
}
