import { expect, test } from 'vitest';
import { outlineOf } from '../fixtures/outline.ts';
import { mergeCallPaths } from './call-paths.ts';
import { comparePaths } from './compare.ts';

test('two traces by call path', () => {
  const a = mergeCallPaths(outlineOf(['web/GET 0-10', '  db/one 1-3', '  db/two 4-5']));
  const b = mergeCallPaths(outlineOf(['web/GET 0-30', '  cache/get 0-1', '  db/one 1-20', '  db/one 21-22 !']));
  const drawn = comparePaths(a, b).map(
    ({ depth, name, a: left, b: right, differenceNs }) =>
      `${'  '.repeat(depth)}${name} ${left?.count ?? '-'}:${right?.count ?? '-'} ${differenceNs}${right?.errors ? ' !' : ''}`,
  );
  expect(drawn).toEqual(['GET 1:1 20', '  one 1:2 18 !', '  two 1:- -1', '  get -:1 1']);
});

test('a trace is like itself', () => {
  const lines = Array.from({ length: 200 }, (_, i) => `${'  '.repeat(i)}a/n${i} 0-1000`);
  const path = mergeCallPaths(outlineOf(lines));
  expect(comparePaths(path, path).filter(({ differenceNs }) => differenceNs !== 0)).toEqual([]);
});
