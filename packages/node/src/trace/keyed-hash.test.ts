import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { KeyedHash } from './keyed-hash.ts';

const hmac = (key: string, value: string): string => createHmac('sha256', key).update(value).digest('hex');

test('is the HMAC-SHA-256 of the value, as other programs compute it', () => {
  // RFC 4231, test case 2.
  expect(new KeyedHash('Jefe').digest('what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  const hash = new KeyedHash('k');
  for (const value of ['', 'käse', 'a@example.com', 'a@example.com']) expect(hash.digest(value)).toBe(hmac('k', value));
});

test('without a key is the same for the same value, and nobody else can compute it', () => {
  const [first, second] = [new KeyedHash(undefined), new KeyedHash(undefined)];
  expect(first.digest('a')).toMatch(/^[0-9a-f]{64}$/);
  expect(first.digest('a')).toBe(first.digest('a'));
  expect(new Set([first.digest('a'), second.digest('a'), hmac('', 'a')]).size).toBe(3);
});

test('of very many values each keeps its own', () => {
  const hash = new KeyedHash('k');
  const values = Array.from({ length: 2500 }, (_, index) => `value ${index}`);
  for (let round = 0; round < 2; round++) {
    expect(values.filter((value) => hash.digest(value) !== hmac('k', value))).toEqual([]);
  }
});
