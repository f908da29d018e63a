import { beforeEach, expect, test } from 'vitest';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { readSamplingState, withoutThreshold, withThreshold } from './ot-trace-state.ts';

const RV = 'rv:6e6d1a75832a2f';

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  forgetReports();
  setReportSink((line) => lines.push(line));
});

test('reads th and rv, whatever stands around them', () => {
  const threshold = { high: 0xc0_0000, low: 0 };
  const randomness = { high: 0x6e_6d1a, low: 0x7583_2a2f };
  expect(readSamplingState('')).toEqual({ threshold: undefined, randomness: undefined });
  expect(readSamplingState('ot=th:c')).toEqual({ threshold, randomness: undefined });
  expect(readSamplingState(`vendor=th:8,ot=k:1;${RV};th:c,other=1`)).toEqual({ threshold, randomness });
  expect(readSamplingState(`notot=th:8,ot=${RV}`)).toEqual({ threshold: undefined, randomness });
});

test('takes what is malformed for missing', () => {
  const nothing = { threshold: undefined, randomness: undefined };
  for (const value of [
    'th:',
    'th',
    'th:C',
    'th:123456789012345',
    'xth:c',
    'rv:6e6d1a75832a2',
    'rv:6E6D1A75832A2F',
    ';;',
  ]) {
    expect(readSamplingState(`ot=${value}`), value).toEqual(nothing);
  }
  expect(readSamplingState('ot=th:c, ot =1')).toEqual(nothing);
});

test('sets th, moves the member to the front and keeps everything else', () => {
  expect(withThreshold('', 'e666')).toBe('ot=th:e666');
  expect(withThreshold('ot=th:c', '8')).toBe('ot=th:8');
  expect(withThreshold('ot=th:zzz', '8')).toBe('ot=th:8');
  expect(withThreshold(`a=1,ot=th:c;k:1;${RV},b=2`, '8')).toBe(`ot=k:1;${RV};th:8,a=1,b=2`);
  expect(withThreshold('a=1', '0')).toBe('ot=th:0,a=1');
});

test('removes th, and the member where nothing else is in it', () => {
  expect(withoutThreshold('')).toBe('');
  expect(withoutThreshold('ot=th:c')).toBe('');
  expect(withoutThreshold('a=1,ot=th:c')).toBe('a=1');
  expect(withoutThreshold(`a=1,ot=${RV};th:c;k:1`)).toBe(`ot=${RV};k:1,a=1`);
  expect(withoutThreshold(`a=th:1,ot=${RV}`)).toBe(`a=th:1,ot=${RV}`);
});

test('a member of 256 characters is the longest; what would be longer loses its th, and says so', () => {
  const filler = (length: number): string => `k:${'x'.repeat(length - 2)}`;
  const fits = withThreshold(`ot=${filler(251)}`, '8');
  expect(fits).toBe(`ot=${filler(251)};th:8`);
  expect(fits.length).toBe('ot='.length + 256);
  expect(lines).toEqual([]);
  expect(withThreshold(`ot=th:c;${filler(251)}`, 'ab')).toBe(`ot=${filler(251)}`);
  expect(lines).toEqual([expect.stringContaining('cannot set th in the trace state: got 257 characters for ot')]);
});

test('a text that is no trace state stays as it is', () => {
  expect(withThreshold('no trace state', '8')).toBe('no trace state');
  expect(withoutThreshold('no trace state,ot=th:c')).toBe('no trace state,ot=th:c');
});
