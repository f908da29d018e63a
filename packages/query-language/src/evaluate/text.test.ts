import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints, compileLike, foldCase, matchesSegments } from './text.ts';

test('only the case of ASCII letters is folded', () => {
  expect(foldCase('ABC xyz ÄÖ İ \u212a')).toBe('abc xyz ÄÖ İ \u212a');
});

test('globs', () => {
  const check = (text: string, segments: string[], expected: boolean) =>
    expect(matchesSegments(text, segments), `${text} ${segments.join('*')}`).toBe(expected);
  check('abc', ['abc'], true);
  check('abcd', ['abc'], false);
  check('abc', ['', ''], true);
  check('', ['', ''], true);
  check('xbmcx', ['', 'bmc', ''], true);
  check('a\nb', ['a', 'b'], true);
  check('ab', ['ab', 'b'], false);
  check('aba', ['ab', 'ba'], false);
  check('abab', ['ab', 'ab'], true);
  check('abcbd', ['a', 'b', 'b', 'd'], true);
  check('abcd', ['a', 'b', 'b', 'd'], false);
  check('abb', ['a', 'bb', 'b'], false);
});

test('LIKE', () => {
  const check = (text: string, pattern: string, expected: boolean) =>
    expect(compileLike(pattern)(text), `${text} LIKE ${pattern}`).toBe(expected);
  check('abc', 'a%', true);
  check('abc', 'b%', false);
  check('abc', 'A%', false);
  check('abc', 'a_c', true);
  check('a👋c', 'a_c', true);
  check('ac', 'a_c', false);
  check('a%c', 'a\\%c', true);
  check('abc', 'a\\%c', false);
  check('a_c', 'a\\_c', true);
  check('a\\c', 'a\\\\c', true);
  check('a\\nc', 'a\\nc', true);
  check('', '', true);
  check('', '%', true);
  check('', '_', false);
  check('a\nb', 'a%b', true);
  check('a*b.c', 'a*b.c', true);
});

const shortText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '👋'), maxLength: 7 });

test('LIKE and globs agree with a regular expression', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_', '👋'), maxLength: 7 });
  fc.assert(
    fc.property(pattern, shortText, (like, text) => {
      const expected = new RegExp(`^${like.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
      expect(compileLike(like)(text)).toBe(expected.test(text));
      const glob = like.replaceAll('_', '');
      const globExpected = new RegExp(`^${glob.replaceAll('%', '.*')}$`, 'su');
      expect(matchesSegments(text, glob.split('%'))).toBe(globExpected.test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern of many % takes no time', () => {
  expect(compileLike(`${'%a'.repeat(200)}%b`)('a'.repeat(10_000))).toBe(false);
});

test('texts are ordered as their UTF-8 bytes', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 5 });
  fc.assert(
    fc.property(anyText, anyText, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareCodePoints(left, right))).toBe(expected);
    }),
    { numRuns: 500 },
  );
  expect(compareCodePoints('\uffff', '👋')).toBeLessThan(0);
});
