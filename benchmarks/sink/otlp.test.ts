import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countOtlpSpans } from './otlp.ts';

const server = [...message(1, [1, 2]), 0x30, 2];
const client = [0x30, 3];
const long = [0x30, 2, ...message(9, Array<number>(300).fill(7))];

test('counts spans and those of kind SERVER', () => {
  check([], { spans: 0, requests: 0 });
  check(request([span(server)]), { spans: 1, requests: 1 });
  check(request([span(server), span(client)]), { spans: 2, requests: 1 });
  check(request([span(long)]), { spans: 1, requests: 1 });
  check([...request([span(server)]), ...request([span(client), span(client)])], { spans: 3, requests: 1 });
});

test('steps over the other fields: resource, scope, fixed numbers', () => {
  const fixed = [0x39, 1, 2, 3, 4, 5, 6, 7, 8, 0x85, 0x01, 1, 2, 3, 4];
  const scope = message(2, [...message(1, [9, 9]), ...span([...fixed, 0x30, 2])]);
  check(message(1, [...message(1, [1, 1, 1]), ...scope]), { spans: 1, requests: 1 });
});

test('refuses a body that is cut off or whose lengths contradict each other', () => {
  const body = request([span(long)]);
  for (let length = 1; length < body.length; length++) {
    assert.throws(() => countOtlpSpans(Uint8Array.from(body.slice(0, length))), RangeError);
  }
  assert.throws(() => countOtlpSpans(Uint8Array.from([0x0a, 2, 0x12, 3, 0x12, 1, 0])), RangeError);
  assert.throws(() => countOtlpSpans(Uint8Array.from(request([span([0x33])]))), RangeError);
});

function check(body: readonly number[], expected: object): void {
  assert.deepEqual(countOtlpSpans(Uint8Array.from(body)), expected);
}

function request(spans: readonly (readonly number[])[]): number[] {
  return message(1, message(2, spans.flat()));
}

function span(fields: readonly number[]): number[] {
  return message(2, fields);
}

/** A length-delimited field. */
function message(field: number, bytes: readonly number[]): number[] {
  const { length } = bytes;
  const varint = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return [(field << 3) | 2, ...varint, ...bytes];
}
