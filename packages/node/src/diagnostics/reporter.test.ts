import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runTraced } from '../fixtures/run-traced.ts';
import { forgetReports, type LogLevel, report, saidMessages, setLogLevel, setReportSink } from './reporter.ts';

let lines: string[];
let previous: ReturnType<typeof setReportSink>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  lines = [];
  previous = setReportSink((line) => lines.push(line));
});
afterEach(() => {
  vi.useRealTimers();
  setReportSink(previous);
  setLogLevel('warn');
  forgetReports();
});

const LEVELS: readonly (readonly [threshold: LogLevel, written: readonly LogLevel[]])[] = [
  ['none', []],
  ['error', ['error']],
  ['warn', ['error', 'warn']],
  ['info', ['error', 'warn', 'info']],
  ['debug', ['error', 'warn', 'info', 'debug']],
];

test.each(LEVELS)('at level %s, %o are written', (threshold, written) => {
  setLogLevel(threshold);
  for (const level of ['none', 'error', 'warn', 'info', 'debug'] as const) report(level, `message of ${level}`);
  expect(lines).toEqual(written.map((level) => `throughline ${level}: message of ${level}`));
});

test.each([
  [2048, 'x'.repeat(2048)],
  [2049, `${'x'.repeat(2047)}…`],
])('of a message of %d characters, so much is written and kept', (length, text) => {
  report('warn', 'x'.repeat(length));
  report('warn', 'x'.repeat(length));
  expect(lines).toEqual([`throughline warn: ${text}`]);
  expect(saidMessages()).toEqual([{ level: 'warn', text, key: text, count: 2 }]);
});

describe('repetition', () => {
  test('of a message is written once a minute', () => {
    report('warn', 'again');
    vi.advanceTimersByTime(59_999);
    report('warn', 'again');
    expect(lines).toHaveLength(1);
    vi.advanceTimersByTime(1);
    report('warn', 'again');
    expect(lines).toHaveLength(2);
  });

  test('of a key is written once a minute, whatever the message', () => {
    report('warn', '1 span dropped', 'drop');
    report('warn', '2 spans dropped', 'drop');
    report('warn', '1 span dropped', 'other');
    expect(lines).toEqual(['throughline warn: 1 span dropped', 'throughline warn: 1 span dropped']);
  });

  test('does not count where the level was too low', () => {
    report('info', 'quiet', 'key');
    report('warn', 'loud', 'key');
    expect(lines).toEqual(['throughline warn: loud']);
  });

  test('is remembered for 500 keys, not for ever', () => {
    report('warn', 'first');
    for (let index = 1; index < 500; index++) report('warn', `key ${index}`);
    report('warn', 'first');
    expect(lines).toHaveLength(500);
    report('warn', 'one more');
    report('warn', 'first');
    expect(lines).toHaveLength(502);
  });
});

test('warnings and errors are kept with their number, written or not', () => {
  setLogLevel('none');
  report('warn', '1 span dropped', 'drop');
  report('warn', '2 spans dropped', 'drop');
  report('error', 'broken');
  report('info', 'fine');
  expect(lines).toEqual([]);
  expect(saidMessages()).toEqual([
    { level: 'warn', text: '2 spans dropped', key: 'drop', count: 2 },
    { level: 'error', text: 'broken', key: 'broken', count: 1 },
  ]);
  // What was kept quiet is no repetition of anything.
  setLogLevel('warn');
  report('error', 'broken');
  expect(lines).toEqual(['throughline error: broken']);
});

describe('a sink that fails', () => {
  test('does not reach the caller', () => {
    setReportSink(() => {
      throw new Error('broken');
    });
    expect(() => report('error', 'said to nobody')).not.toThrow();
  });

  test('standard error that is closed does not end the process', async () => {
    const { code, stdout } = await runTraced({
      source: `
        import { closeSync } from 'node:fs';
        import { trace } from '@opentelemetry/api';
        closeSync(2);
        const span = trace.getTracer('t').startSpan('twice');
        span.end();
        span.end();
        console.log('alive');
      `,
      environment: { OTEL_TRACES_EXPORTER: 'none' },
    });
    expect([code, stdout]).toEqual([0, 'alive\n']);
  });
});
