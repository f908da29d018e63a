import { describe, expect, it } from 'vitest';
import { padColumns, plainText, widthOf } from './plain-text.ts';

describe('plainText', () => {
  it.each([
    ['GET /orders', 'GET /orders'],
    ['größer 日本 🙂', 'größer 日本 🙂'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\x1b[2J\x1b]0;title\x07', '\\e[2J\\e]0;title\\x07'],
    ['\x9b31m', '\\x9b31m'],
    ['\x00\x7f', '\\x00\\x7f'],
    ['a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['a\u2028b\ufeff', 'a\\u{2028}b\\u{feff}'],
    ['lone \ud800', 'lone \\u{d800}'],
  ])('%j is %s', (text, expected) => {
    expect(plainText(text, 100)).toBe(expected);
  });

  it('keeps the longest text that fits, and cuts the next', () => {
    expect(plainText('abcde', 5)).toBe('abcde');
    expect(plainText('abcdef', 5)).toBe('abcd…');
    expect(plainText('🙂🙂', 4)).toBe('🙂🙂');
    expect(plainText('🙂🙂🙂', 5)).toBe('🙂🙂…');
    expect(plainText('🙂🙂🙂', 4)).toBe('🙂…');
    expect(plainText('\x1b'.repeat(100), 5)).toBe('\\e\\e…');
    expect(plainText('e' + '\u0301'.repeat(1000), 5)).toMatch(/^e\u0301+…?$/);
  });
});

it.each([
  ['', 0],
  ['abc', 3],
  ['日本', 4],
  ['🙂', 2],
  ['e\u0301', 1],
])('widthOf(%j) is %i', (text, expected) => {
  expect(widthOf(text)).toBe(expected);
  expect(padColumns(text, 6)).toBe(text + ' '.repeat(6 - expected));
});
