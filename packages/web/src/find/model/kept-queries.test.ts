import { expect, test } from 'vitest';
import { addRecent, NO_QUERIES, parseKept, toggleSaved } from './kept-queries.ts';

test('the most recent comes first, once, and twelve are kept', () => {
  let kept = NO_QUERIES;
  for (let i = 0; i < 12; i++) kept = addRecent(kept, `q${i}`);
  expect(kept.recent).toHaveLength(12);
  kept = addRecent(kept, 'q3');
  expect(kept.recent.slice(0, 2)).toEqual(['q3', 'q11']);
  expect(kept.recent).toHaveLength(12);
  expect(addRecent(kept, 'q12').recent).not.toContain('q0');
  expect(addRecent(kept, '')).toEqual(kept);
});

test('saving twice is not saving', () => {
  const kept = toggleSaved(NO_QUERIES, 'a');
  expect(kept.saved).toEqual(['a']);
  expect(toggleSaved(kept, 'a').saved).toEqual([]);
});

test.each([[null], ['nonsense'], ['{"recent":1}'], ['null'], ['[]']])('%j is nothing kept', (text) =>
  expect(parseKept(text)).toEqual(NO_QUERIES),
);
