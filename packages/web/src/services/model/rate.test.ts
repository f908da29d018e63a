import { expect, test } from 'vitest';
import { formatRate } from './rate.ts';

test.each([
  [0, 60, '0 /s'],
  [1, 0, '–'],
  [120, 60, '2 /s'],
  [123_456, 60, '2,060 /s'],
  [59, 60, '59 /min'],
  [59, 3600, '59 /h'],
  [90, 3600, '1.5 /min'],
  [1, 86_400, '0.0417 /h'],
])('%d calls in %d s', (calls, seconds, text) => expect(formatRate(calls, seconds)).toBe(text));
