import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StandardSpanProcessor } from '../configuration/standard-objects.ts';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { ProcessorList } from './processor-list.ts';

const DEADLINE_MS = 20;

class Broken implements StandardSpanProcessor {
  readonly #behaviour: () => Promise<void>;

  constructor(behaviour: () => Promise<void>) {
    this.#behaviour = behaviour;
  }

  onStart(): void {}
  onEnd(): void {}

  forceFlush(): Promise<void> {
    return this.#behaviour();
  }

  shutdown(): Promise<void> {
    return this.#behaviour();
  }
}

const lines: string[] = [];
let previousSink: (line: string) => void;
beforeEach(() => {
  lines.length = 0;
  forgetReports();
  previousSink = setReportSink((line) => lines.push(line));
});
afterEach(() => setReportSink(previousSink));

const throws = (): never => {
  throw new Error('no');
};

test.each([
  ['throws', throws, 'Error: no'],
  ['rejects', async () => throws(), 'Error: no'],
  ['never comes to an end', () => new Promise<void>(() => {}), `Error: no end within ${DEADLINE_MS} ms`],
])('a processor that %s is reported, and the next one called', async (_name, behaviour, reason) => {
  const called: string[] = [];
  const healthy = new Broken(async () => void called.push('healthy'));
  const list = new ProcessorList([new Broken(behaviour), healthy], { end() {} });
  for (const method of ['forceFlush', 'shutdown'] as const) await list.finish(method, DEADLINE_MS);
  expect(called).toEqual(['healthy', 'healthy']);
  expect(lines).toEqual([
    `throughline error: span processor Broken failed in forceFlush: ${reason}`,
    `throughline error: span processor Broken failed in shutdown: ${reason}`,
  ]);
});
