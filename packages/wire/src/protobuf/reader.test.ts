import { expect, test } from 'vitest';
import { Reader } from './reader.ts';

function reading(hex: string, read: (reader: Reader) => unknown): unknown {
  const reader = new Reader(Buffer.from(hex, 'hex'));
  const value = read(reader);
  expect(reader.pos).toBe(hex.length / 2);
  return value;
}

function check(hex: string, read: (reader: Reader) => unknown, expected: unknown): void {
  expect(reading(hex, read), hex).toEqual(expected);
}

function checkFails(hex: string, read: (reader: Reader) => unknown, code: string): void {
  expect(() => reading(hex, read), hex).toThrow(expect.objectContaining({ name: 'WireError', code }));
}

test('varints', () => {
  const read64 = (reader: Reader): bigint => reader.readUint64();
  check('00', read64, 0n);
  check('ffffffff0f', read64, 0xffff_ffffn);
  check('8080808010', read64, 0x1_0000_0000n);
  check('ffffffffffffffffff01', read64, 0xffff_ffff_ffff_ffffn);
  check('80808080808080808001', read64, 2n ** 63n);
  check('8000', read64, 0n);
  checkFails('ffffffffffffffffff02', read64, 'TL_WIRE_MALFORMED');
  checkFails('8080808080808080808001', read64, 'TL_WIRE_MALFORMED');
  checkFails('80', read64, 'TL_WIRE_TRUNCATED');
  checkFails('', read64, 'TL_WIRE_TRUNCATED');
});

test('32-bit varints keep the low word', () => {
  const read32 = (reader: Reader): number => reader.readUint32();
  check('ffffffff0f', read32, 0xffff_ffff);
  check('ffffffffffffffffff01', read32, 0xffff_ffff);
  check('8180808010', read32, 1);
});

test('tags', () => {
  const readTag = (reader: Reader): number => reader.readTag();
  check('08', readTag, 8);
  check('8501', readTag, 0x85);
  check('8800', readTag, 8);
  check('faffffff0f', readTag, 0xffff_fffa);
  checkFails('00', readTag, 'TL_WIRE_MALFORMED');
  checkFails('07', readTag, 'TL_WIRE_MALFORMED');
  checkFails('8080808010', readTag, 'TL_WIRE_MALFORMED');
  checkFails('888080808000', readTag, 'TL_WIRE_MALFORMED');
  checkFails('ff', readTag, 'TL_WIRE_TRUNCATED');
});

test('lengths', () => {
  const readText = (reader: Reader): string => reader.readString();
  check('00', readText, '');
  check('03616263', readText, 'abc');
  check('83006162e9', readText, 'ab\ufffd');
  checkFails('0461626364'.slice(0, -2), readText, 'TL_WIRE_TRUNCATED');
  checkFails('ffffffff0f61', readText, 'TL_WIRE_TRUNCATED');
  // 2^32 + 1: cut to 32 bits it would be 1.
  checkFails('818080801061', readText, 'TL_WIRE_MALFORMED');
});

test('nothing is read behind the end of the message', () => {
  const narrowed = (read: (reader: Reader) => unknown) => (): unknown => {
    const reader = new Reader(Buffer.alloc(16, 1));
    reader.end = 3;
    reader.pos = 2;
    return read(reader);
  };
  for (const read of [
    narrowed((reader) => reader.readString()),
    narrowed((reader) => reader.readHex()),
    narrowed((reader) => reader.readBytes()),
    narrowed((reader) => reader.readFixed32()),
    narrowed((reader) => reader.readFixed64()),
    narrowed((reader) => reader.readDouble()),
    narrowed((reader) => reader.skip(1)),
    narrowed((reader) => reader.skip(2)),
    narrowed((reader) => reader.skip(5)),
  ]) {
    expect(read).toThrow(expect.objectContaining({ code: 'TL_WIRE_TRUNCATED' }));
  }
});

test('fixed numbers', () => {
  check('01000080', (reader) => reader.readFixed32(), 0x8000_0001);
  check('0100000000000080', (reader) => reader.readFixed64(), 0x8000_0000_0000_0001n);
  check('000000000000f83f', (reader) => reader.readDouble(), 1.5);
});

test('skip passes over the four wire types and refuses the others', () => {
  check('8001', (reader) => reader.skip(0), undefined);
  check('0000000000000000', (reader) => reader.skip(1), undefined);
  check('02ffff', (reader) => reader.skip(2), undefined);
  check('00000000', (reader) => reader.skip(5), undefined);
  for (const wireType of [3, 4, 6, 7]) checkFails('', (reader) => reader.skip(wireType), 'TL_WIRE_MALFORMED');
});

test('bytes are a copy', () => {
  const source = Buffer.from('02abcd', 'hex');
  const value = new Reader(source).readBytes();
  source.fill(0);
  expect([...value]).toEqual([0xab, 0xcd]);
});

test('works on a part of a larger buffer', () => {
  const reader = new Reader(Buffer.from('ffff026162ff', 'hex').subarray(2, 5));
  expect(reader.readString()).toBe('ab');
});
