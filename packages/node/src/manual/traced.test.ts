import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import type { defineTasks as DefineTasks } from './fixtures/traced-class.ts';
import { traced } from './traced.ts';

const directory = mkdtempSync(join(tmpdir(), 'throughline-traced-'));
const compiler = fileURLToPath(new URL('../../../../node_modules/typescript/lib/tsc.js', import.meta.url));
let defineTasks: typeof DefineTasks;
let recorder: Recorder;

beforeAll(async () => {
  const source = fileURLToPath(new URL('fixtures/traced-class.ts', import.meta.url));
  const options = ['--ignoreConfig', '--noCheck', '--noResolve', '--target', 'es2022', '--module', 'nodenext'];
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  execFileSync(process.execPath, [compiler, source, ...options, '--outDir', directory]);
  ({ defineTasks } = await import(pathToFileURL(join(directory, 'traced-class.js')).href));
});

afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  recorder = startRecorder();
});

afterEach(() => recorder.off());

function endedNames(): string[] {
  return recorder.ended.map((span) => span.name);
}

test('names a span after the class that defines the method, and nests calls', async () => {
  const { TaskRepository } = defineTasks(traced);
  const repository = TaskRepository.open();
  expect(await repository.insert('a', 'first')).toBe(1);
  expect(endedNames()).toEqual(['TaskRepository.open', 'TaskRepository.#check', 'TaskRepository.insert']);
  const check = recorder.span('TaskRepository.#check');
  expect(check.parentSpanContext?.spanId).toBe(recorder.span('TaskRepository.insert').spanContext().spanId);
});

test('an overriding method and the one it calls have their own names', () => {
  const { CachedRepository } = defineTasks(traced);
  new CachedRepository().count();
  expect(endedNames()).toEqual(['TaskRepository.count', 'CachedRepository.count']);
});

test('a method hidden by another decorator is named after the class of the instance', () => {
  class Tasks {
    count(): number {
      return 0;
    }
  }
  const spanned = traced()(Tasks.prototype.count, {
    kind: 'method',
    name: 'count',
  } as ClassMethodDecoratorContext<Tasks>);
  Tasks.prototype.count = function () {
    return spanned.call(this);
  };
  new Tasks().count();
  new (class MoreTasks extends Tasks {})().count();
  spanned.call(undefined as never);
  expect(endedNames()).toEqual(['Tasks.count', 'MoreTasks.count', 'count']);
});

test('takes a name and the options of withSpan', () => {
  const { TaskRepository } = defineTasks(traced);
  expect(new TaskRepository().find('a')).toBeUndefined();
  const span = recorder.span('fetch_title');
  expect(span.kind).toBe(2);
  expect(span.attributes).toEqual({ 'task.source': 'memory' });
});

test('records what a method throws', async () => {
  const { TaskRepository } = defineTasks(traced);
  await expect(new TaskRepository().insert('', '')).rejects.toThrow(new TypeError('empty id'));
  expect(recorder.ended.map((span) => span.status)).toEqual([
    { code: 2, message: 'empty id' },
    { code: 2, message: 'empty id' },
  ]);
});

test('covers the iteration of a generator method', async () => {
  const { TaskRepository } = defineTasks(traced);
  const repository = new TaskRepository();
  await repository.insert('a', 'first');
  recorder.ended.length = 0;
  const ids = repository.ids();
  expect(ids.next()).toEqual({ value: 'a', done: false });
  expect(endedNames()).toEqual([]);
  expect(ids.next()).toEqual({ value: 1, done: true });
  expect(recorder.span('TaskRepository.ids').status.code).toBe(1);
  for await (const title of repository.titles()) expect(title).toBe('first');
  expect(endedNames()).toEqual(['TaskRepository.ids', 'TaskRepository.titles']);
});

test('leaves name and length of the method', () => {
  const { TaskRepository } = defineTasks(traced);
  expect(TaskRepository.prototype.insert).toHaveLength(2);
  expect(TaskRepository.prototype.insert.name).toBe('insert');
});

test('does nothing while tracing is off', async () => {
  recorder.off();
  const { TaskRepository } = defineTasks(traced);
  expect(await TaskRepository.open().insert('a', 'first')).toBe(1);
  expect(recorder.ended).toEqual([]);
});

test.each([
  [
    'a field',
    () => traced()((() => null) as never, { kind: 'field', name: 'rows' } as never),
    'got a field, need a method, by standard decorators',
  ],
  [
    'an old decorator call',
    () => traced()({} as never, 'insert' as never),
    'got a call of experimentalDecorators, need a method, by standard decorators',
  ],
  [
    'a method, without parentheses',
    () => traced((() => null) as never),
    'got a method in place of a name, need @traced()',
  ],
])('refuses %s', (_, decorate, message) => {
  expect(decorate).toThrow(
    expect.objectContaining({ code: 'TL_INVALID_OPTION', message: `cannot decorate with @traced: ${message}` }),
  );
});
