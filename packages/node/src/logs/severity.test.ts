import { expect, test } from 'vitest';
import { severityOfName, severityOfNumber } from './severity.ts';

test.each([
  ['silly', 1],
  ['debug', 5],
  ['info', 9],
  ['INFO', 9],
  ['notice', 10],
  ['warning', 13],
  ['error', 17],
  ['crit', 21],
  ['emerg', 23],
  ['', 0],
  ['my own', 0],
  ['constructor', 0],
])('level %s is %i', (level, severity) => expect(severityOfName(level)).toBe(severity));

test.each([
  [-100, 1],
  [0, 1],
  [10, 1],
  [12, 1],
  [13, 2],
  [19, 4],
  [20, 5],
  [30, 9],
  [35, 11],
  [40, 13],
  [50, 17],
  [60, 21],
  [69, 24],
  [70, 24],
  [1000, 24],
])('level %i of pino is %i', (level, severity) => expect(severityOfNumber(level)).toBe(severity));
