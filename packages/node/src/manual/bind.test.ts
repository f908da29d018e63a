import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bind } from './bind.ts';
import { currentSpan } from './current-span.ts';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import { withSpan } from './with-span.ts';

let recorder: Recorder;

beforeEach(() => {
  recorder = startRecorder();
});

afterEach(() => recorder.off());

function currentName(): string | undefined {
  return (currentSpan() as { name?: string } | undefined)?.name;
}

test('a bound callback runs in the span that was active when it was bound', () => {
  const waiting: ((value: number) => unknown)[] = [];
  withSpan('request', () => {
    waiting.push((value) => [value, currentName()]);
    waiting.push(bind((value: number) => [value, currentName()]));
  });
  const results = withSpan('other', () => waiting.map((callback) => callback(7)));
  expect(results).toEqual([
    [7, 'other'],
    [7, 'request'],
  ]);
});

test('a bound callback keeps its this, its length and its result', () => {
  const bound = withSpan('request', () =>
    bind(function (this: { factor: number }, left: number, right: number) {
      return this.factor * (left + right);
    }),
  );
  expect(bound.call({ factor: 2 }, 1, 2)).toBe(6);
  expect(bound).toHaveLength(2);
});

test('a callback bound outside of any span runs outside of any', () => {
  const bound = bind(currentName);
  expect(withSpan('request', bound)).toBeUndefined();
});

test('the listeners of a bound emitter run in the span, whenever they were added and whoever emits', () => {
  const emitter = new EventEmitter();
  const seen: unknown[] = [];
  emitter.on('row', () => seen.push(currentName()));
  expect(withSpan('request', () => bind(emitter))).toBe(emitter);
  emitter.on('row', () => seen.push(currentName()));
  withSpan('other', () => emitter.emit('row'));
  expect(seen).toEqual(['request', 'request']);
});

test('while tracing is off, the target comes back', () => {
  recorder.off();
  const emitter = new EventEmitter();
  expect(bind(currentName)).toBe(currentName);
  expect(bind(emitter)).toBe(emitter);
  expect(Object.keys(emitter)).not.toContain('emit');
});
