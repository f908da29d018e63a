import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob } from './glob.ts';

test('* stands for any characters, ? for one, everything else for itself', () => {
  const check = (pattern: string, text: string, expected: boolean): void =>
    expect(compileGlob(pattern)(text), `${pattern} ~ ${text}`).toBe(expected);
  check('GET /', 'GET /', true);
  check('GET /', 'GET /a', false);
  check('', '', true);
  check('', 'a', false);
  check('*', '', true);
  check('*', 'anything', true);
  check('GET *', 'GET /users', true);
  check('GET *', 'GET ', true);
  check('GET *', 'POST /', false);
  check('* /health', 'GET /health', true);
  check('* /health', 'GET /healthy', false);
  check('a*b*c', 'a-b-b-c', true);
  check('a*b*c', 'a-c-b', false);
  check('a**b', 'ab', true);
  check('?', 'a', true);
  check('?', '', false);
  check('?', 'ab', false);
  check('a?c*', 'abcd', true);
  check('a?c*', 'acd', false);
  check('*?', '', false);
  check('*?', 'a', true);
  check('a.c', 'abc', false);
  check('[a]+', '[a]+', true);
  check('a*', 'A', false);
});

test('agrees with a regular expression on any pattern and text', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (glob, subject) => {
      const expected = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(subject);
      expect(compileGlob(glob)(subject)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
});

test('many stars do not make it slow', () => {
  // 25 stars on 5,000 characters: a backtracking matcher would not come back.
  expect(compileGlob(`${'*a'.repeat(25)}b`)('a'.repeat(5000))).toBe(false);
});
