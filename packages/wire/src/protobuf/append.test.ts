import { expect, test } from 'vitest';
import {
  appendDouble,
  appendInt64,
  appendString,
  appendUnsigned,
  appendVarint,
  closeMessage,
  sizeOfVarint,
} from './append.ts';

type Append<T> = (bytes: Buffer, pos: number, value: T) => number;

/** What `append` writes behind 3 other bytes, as hex. */
function written<T>(append: Append<T>, value: T): string {
  const bytes = Buffer.alloc(64, 0xee);
  const end = append(bytes, 3, value);
  expect(bytes.subarray(0, 3).toString('hex')).toBe('eeeeee');
  expect(bytes[end]).toBe(0xee);
  return bytes.toString('hex', 3, end);
}

test.each([
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [16_383, 'ff7f'],
  [16_384, '808001'],
  [2_097_151, 'ffff7f'],
  [2_097_152, '80808001'],
  [268_435_455, 'ffffff7f'],
  [268_435_456, '8080808001'],
  [0xffff_ffff, 'ffffffff0f'],
])('varint of %d', (value, expected) => {
  expect(written(appendVarint, value)).toBe(expected);
  expect(sizeOfVarint(value)).toBe(expected.length / 2);
});

test.each([
  [0, '00'],
  [-1, 'ffffffffffffffffff01'],
  [0xffff_ffff, 'ffffffff0f'],
  [0x1_0000_0000, '8080808010'],
  [-0x8000_0000, '80808080f8ffffffff01'],
  [-0x1_0000_0000, '80808080f0ffffffff01'],
  [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
  [Number.MIN_SAFE_INTEGER, '81808080808080f0ff01'],
  [2 ** 62, '808080808080808040'],
  [-(2 ** 63), '80808080808080808001'],
])('int64 of %d', (value, expected) => expect(written(appendInt64, value)).toBe(expected));

test('64-bit varints of two words', () => {
  const append: Append<[number, number]> = (bytes, pos, [low, high]) => appendUnsigned(bytes, pos, low, high);
  expect(written(append, [0xffff_ffff, 0xffff_ffff])).toBe('ffffffffffffffffff01');
  expect(written(append, [0, 0x8000_0000])).toBe('80808080808080808001');
});

test.each([
  [0, '0000000000000000'],
  [1.5, '000000000000f83f'],
  [-0, '0000000000000080'],
  [Number.NaN, '000000000000f87f'],
  [Number.POSITIVE_INFINITY, '000000000000f07f'],
  [Number.MIN_VALUE, '0100000000000000'],
])('double of %d', (value, expected) => expect(written(appendDouble, value)).toBe(expected));

test.each([
  '',
  'a',
  'x'.repeat(16),
  'x'.repeat(17),
  'x'.repeat(127),
  'x'.repeat(128),
  'x'.repeat(16_383),
  'x'.repeat(16_384),
  '\u007f\u0080',
  `${'x'.repeat(15)}é`,
  // 43 and 127 characters whose bytes need a longer length than their characters.
  '€'.repeat(43),
  '€'.repeat(127),
  'é'.repeat(8192),
  '\u{1f600}',
  '\u0000',
])('string %#', (value) => {
  const bytes = Buffer.alloc(5 + 3 * value.length + 1, 0xee);
  const end = appendString(bytes, 0, value);
  const size = Buffer.byteLength(value);
  expect(end).toBe(sizeOfVarint(size) + size);
  expect(bytes.toString('utf8', sizeOfVarint(size), end)).toBe(value);
  const length = Buffer.alloc(5);
  expect(bytes.compare(length, 0, appendVarint(length, 0, size), 0, sizeOfVarint(size))).toBe(0);
});

test.each(['\ud800', 'a\udc00b', '\udc00\ud800', `${'x'.repeat(30)}\ud83d`])('lone surrogate %#', (value) => {
  const bytes = Buffer.alloc(5 + 3 * value.length);
  const end = appendString(bytes, 0, value);
  expect(bytes.toString('utf8', 1, end)).toBe(value.toWellFormed());
});

test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])('closeMessage of %d bytes', (length) => {
  const content = Buffer.alloc(length, 'ab');
  const bytes = Buffer.alloc(length + 8);
  content.copy(bytes, 3);
  const end = closeMessage(bytes, 3, 3 + length);
  expect(end).toBe(2 + sizeOfVarint(length) + length);
  expect(bytes.subarray(2 + sizeOfVarint(length), end).equals(content)).toBe(true);
});
