import { encodeResource } from '@throughline/wire';
import { decodeLogsRequest } from '@throughline/wire/decode';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setReportSink } from '../diagnostics/reporter.ts';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import { LogBatch } from './log-batch.ts';
import { LogAttributes, type LogContent } from './log-content.ts';
import { LogSource } from './log-source.ts';

const BOUNDS = { countLimit: 2, lengthLimit: 5 };

const delivered: EncodedBatch[] = [];
const reports: string[] = [];
let previousSink: (line: string) => void;

beforeEach(() => {
  vi.useFakeTimers();
  delivered.length = 0;
  reports.length = 0;
  previousSink = setReportSink((line) => reports.push(line));
});

afterEach(() => {
  vi.useRealTimers();
  setReportSink(previousSink);
});

function createBatch(maxRecords = 512): LogBatch {
  return new LogBatch({
    maxRecords,
    scheduleDelayMs: 1000,
    bounds: BOUNDS,
    resource: () => encodeResource([]),
    deliver: (batch) => delivered.push(batch),
  });
}

function createSource(batch: LogBatch, name = 'test'): LogSource<string> {
  const read = (body: string): LogContent => {
    if (body === 'unreadable') throw new Error('no');
    return { severityNumber: 9, severityText: '', body, flatAttributes: [], droppedAttributesCount: 0 };
  };
  return new LogSource({ name }, read, batch);
}

/** Scope and body of each record. */
function textsOf({ bytes }: EncodedBatch): unknown[] {
  return decodeLogsRequest(bytes).resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map(({ body }) => `${scope?.name}: ${String(body)}`)),
  );
}

function addMany(source: LogSource<string>, count: number): void {
  for (let index = 0; index < count; index++) source.add(`line ${index}`, undefined);
}

test('a batch goes out when its time is over, once', () => {
  const batch = createBatch();
  createSource(batch, 'a').add('1', undefined);
  createSource(batch, 'b').add('2', undefined);
  vi.advanceTimersByTime(999);
  expect(delivered).toEqual([]);
  expect(batch.isEmpty).toBe(false);
  vi.advanceTimersByTime(1);
  expect(delivered.map(textsOf)).toEqual([['a: 1', 'b: 2']]);
  expect(batch.isEmpty).toBe(true);
  vi.advanceTimersByTime(10_000);
  expect(delivered.length).toBe(1);
});

test.each([
  [1, 1, [1]],
  [64, 63, []],
  [64, 64, [64]],
  [100, 128, [100]],
  [100, 256, [100, 100]],
])('with at most %i records, %i lines', (maxRecords, count, sizes) => {
  const batch = createBatch(maxRecords);
  addMany(createSource(batch), count);
  expect(delivered.map(({ spanCount }) => spanCount)).toEqual(sizes);
  batch.close();
  expect(delivered.flatMap(textsOf)).toEqual(Array.from({ length: count }, (_, index) => `test: line ${index}`));
});

test('large records do not wait until there are many', () => {
  const batch = createBatch();
  const source = createSource(batch);
  const large = 'x'.repeat(2 * 1024 * 1024);
  for (let index = 0; index < 64; index++) source.add(index < 4 ? large : 'small', undefined);
  expect(delivered.map(({ spanCount }) => spanCount)).toEqual([2, 2]);
});

test('a line that cannot be read costs its own record', () => {
  const batch = createBatch();
  const source = createSource(batch);
  for (const line of ['before', 'unreadable', 'after']) source.add(line, undefined);
  batch.close();
  expect(delivered.map(textsOf)).toEqual([['test: before', 'test: after']]);
  expect(batch.counters).toEqual({ logged: 3, unreadable: 1 });
  expect(reports).toEqual(['throughline error: cannot encode a log record: Error: no; it is lost']);
});

test('attributes have limits of their own', () => {
  const attributes = new LogAttributes(BOUNDS);
  attributes.setFields({ a: '123456', none: null, b: undefined, c: '12345', d: 1 });
  expect(attributes.list).toEqual(['a', '12345', 'c', '12345']);
  expect(attributes.dropped).toBe(1);
});
