import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countAgentSpans } from './msgpack.ts';

// A value of each MessagePack type, as the value of the only key of a span's map.
const values: readonly (readonly number[])[] = [
  [0x00],
  [0x7f],
  [0xff],
  [0xc0],
  [0xc3],
  [0x80],
  [0x81, 0xa1, 0x61, 0x01],
  [0x92, 0x01, 0x02],
  [0xa2, 0x61, 0x62],
  [0xc4, 2, 1, 2],
  [0xc5, 0, 2, 1, 2],
  [0xc6, 0, 0, 0, 2, 1, 2],
  [0xc7, 2, 5, 1, 2],
  [0xc8, 0, 2, 5, 1, 2],
  [0xc9, 0, 0, 0, 2, 5, 1, 2],
  [0xca, 1, 2, 3, 4],
  [0xcb, 1, 2, 3, 4, 5, 6, 7, 8],
  [0xcc, 1],
  [0xcd, 1, 2],
  [0xce, 1, 2, 3, 4],
  [0xcf, 1, 2, 3, 4, 5, 6, 7, 8],
  [0xd0, 1],
  [0xd1, 1, 2],
  [0xd2, 1, 2, 3, 4],
  [0xd3, 1, 2, 3, 4, 5, 6, 7, 8],
  [0xd4, 5, 1],
  [0xd5, 5, 1, 2],
  [0xd6, 5, 1, 2, 3, 4],
  [0xd7, 5, 1, 2, 3, 4, 5, 6, 7, 8],
  [0xd8, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  [0xd9, 2, 0x61, 0x62],
  [0xda, 0, 2, 0x61, 0x62],
  [0xdb, 0, 0, 0, 2, 0x61, 0x62],
  [0xdc, 0, 1, 0x01],
  [0xdd, 0, 0, 0, 1, 0x01],
  [0xde, 0, 1, 0x01, 0x02],
  [0xdf, 0, 0, 0, 1, 0x01, 0x02],
];

test('counts traces and spans, whatever the values in a span are', () => {
  assert.deepEqual(countAgentSpans(Buffer.from([0x90])), { spans: 0, requests: 0 });
  for (const value of values) {
    const span = [0x81, 0xa1, 0x6b, ...value];
    // Two traces, of two spans and of one: a value that is stepped over wrongly upsets what follows it.
    const body = [0x92, 0x92, ...span, ...span, 0xdc, 0, 1, ...span];
    assert.deepEqual(countAgentSpans(Buffer.from(body)), { spans: 3, requests: 2 }, Buffer.from(value).toString('hex'));
  }
});

test('refuses what is no array of arrays, or is cut off', () => {
  assert.throws(() => countAgentSpans(Buffer.from([0x81, 0x01, 0x02])), RangeError);
  assert.throws(() => countAgentSpans(Buffer.from([0x91, 0x01])), RangeError);
  assert.throws(() => countAgentSpans(Buffer.from([0x92, 0x90])), RangeError);
});
