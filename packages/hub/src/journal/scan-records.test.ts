import { expect, test } from 'vitest';
import { framed, noise } from '../fixtures/records.ts';
import { scanRecords } from './scan-records.ts';

const requests = [noise(40, 1), noise(200, 2), noise(60, 3)];
const whole = framed(...requests);
const [first, second, third] = requests.map((request) => framed(request).length);

function scan(bytes: Uint8Array): { found: string[]; damaged: [number, number][] } {
  const { intact, damaged } = scanRecords(bytes);
  return {
    found: intact.map(({ request }) => Buffer.from(request).toString('hex')),
    damaged: damaged.map(({ start, end }) => [start, end]),
  };
}

const hexOf = (...indexes: number[]): string[] => indexes.map((index) => requests[index].toString('hex'));

test('whole records, and none', () => {
  expect(scan(whole)).toEqual({ found: hexOf(0, 1, 2), damaged: [] });
  expect(scan(new Uint8Array(0))).toEqual({ found: [], damaged: [] });
});

test('a tail that is torn at any byte', () => {
  for (let cut = 1; cut < third; cut++) {
    const torn = whole.subarray(0, whole.length - cut);
    expect(scan(torn)).toEqual({ found: hexOf(0, 1), damaged: [[first + second, torn.length]] });
  }
});

test('any bit that is flipped in any byte of the middle record costs that record alone', () => {
  for (let at = first; at < first + second; at++)
    for (let bit = 0; bit < 8; bit++) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 1 << bit;
      expect(scan(damaged), `byte ${at - first} bit ${bit}`).toEqual({
        found: hexOf(0, 2),
        damaged: [[first, first + second]],
      });
    }
});

test('a flipped bit in the last record', () => {
  for (let at = first + second; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    expect(scan(damaged)).toEqual({ found: hexOf(0, 1), damaged: [[first + second, whole.length]] });
  }
});

test.each([
  ['zeros where the disk had not written', Buffer.alloc(5000)],
  ['noise', noise(5000, 9)],
  ['a length that reaches beyond the end', Buffer.from('ffffff0f', 'hex')],
])('%s between records', (_, between) => {
  const bytes = Buffer.concat([whole, between, whole]);
  expect(scan(bytes)).toEqual({
    found: hexOf(0, 1, 2, 0, 1, 2),
    damaged: [[whole.length, whole.length + between.length]],
  });
});

test('a length that was made larger does not take the records behind it along', () => {
  const damaged = Buffer.from(whole);
  // The two bytes of the second record's length now lead to somewhere inside of the third.
  damaged[first] += 20;
  expect(scan(damaged)).toEqual({ found: hexOf(0, 2), damaged: [[first, first + second]] });
});

test('bytes made to look like the ends of many records do not take forever', () => {
  const request = Buffer.alloc(2 ** 20, Buffer.from('fd7f00', 'hex'));
  const bytes = framed(request, requests[0]);
  bytes[0] ^= 1;
  // A third of a million places at which a checksum over 16 KiB would have to be tried: that is given up.
  expect(scan(bytes)).toEqual({ found: [], damaged: [[0, bytes.length]] });
});
