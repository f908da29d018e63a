import { expect, test } from 'vitest';
import { firstLine, formatValue } from './body-text.ts';

test.each([
  ['text', 'text'],
  ['', ''],
  [null, 'null'],
  [3.5, '3.5'],
  [{ a: [1, 'x'] }, '{"a":[1,"x"]}'],
])('%j as text', (value, text) => expect(formatValue(value)).toBe(text));

test.each([
  ['one', 'one'],
  ['one\ntwo', 'one …'],
  ['one\r\ntwo', 'one …'],
  ['12345', '12345'],
  ['123456', '12345 …'],
  [{ a: 1 }, '{"a": …'],
])('the first line of %j', (body, line) => expect(firstLine(body, 5)).toBe(line));
