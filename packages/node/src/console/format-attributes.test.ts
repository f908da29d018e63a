import type { DecodedValue } from '@throughline/wire/decode';
import { describe, expect, it } from 'vitest';
import { formatAttributes, formatValue } from './format-attributes.ts';

const listOf = (values: Record<string, DecodedValue>) => Object.entries(values).map(([key, value]) => ({ key, value }));

describe('formatValue', () => {
  // A name for each case: the runner cannot print big integers.
  it.each<[string, DecodedValue, string]>([
    ['text', 'plain', 'plain'],
    ['text with blanks', 'two words', '"two words"'],
    ['no text', '', '""'],
    ['text with an equals sign', 'a=b', '"a=b"'],
    ['controls', '\x1b[31m', '\\e[31m'],
    ['a boolean', true, 'true'],
    ['an integer', 12n, '12'],
    ['a number', 0.5, '0.5'],
    ['nothing', null, 'null'],
    ['bytes', new Uint8Array(3), '<3 bytes>'],
    ['a list', ['a', 1n, ['b']], '[a, 1, [b]]'],
    ['eight items', Array.from({ length: 8 }, () => 1n), '[1, 1, 1, 1, 1, 1, 1, 1]'],
    ['nine items', Array.from({ length: 9 }, () => 1n), '[1, 1, 1, 1, 1, 1, 1, 1, …]'],
    ['a map', { a: 1n, b: { c: 'x' } }, '{a: 1, b: {c: x}}'],
    ['60 characters', 'x'.repeat(60), 'x'.repeat(60)],
    ['61 characters', 'x'.repeat(61), `${'x'.repeat(59)}…`],
  ])('of %s', (_name, value, expected) => {
    expect(formatValue(value)).toBe(expected);
  });
});

describe('formatAttributes', () => {
  it('shows what people look for first', () => {
    const attributes = listOf({ 'network.peer.port': 1n, 'server.address': 'x', 'url.path': '/a', mine: true });
    expect(formatAttributes(attributes, 200)).toBe('url.path=/a mine=true network.peer.port=1 server.address=x');
  });

  it('counts what does not fit', () => {
    const attributes = listOf({ a: 1n, b: 2n, c: 3n, d: 4n });
    expect(formatAttributes(attributes, 19)).toBe('a=1 b=2 c=3 d=4');
    expect(formatAttributes(attributes, 18)).toBe('a=1 b=2 c=3 +1');
    expect(formatAttributes(attributes, 7)).toBe('a=1 +3');
  });

  it('spells out what a key might do to a terminal', () => {
    expect(formatAttributes(listOf({ 'a\x1b[2J': 'b\n' }), 80)).toBe('a\\e[2J=b\\n');
  });
});
