import { expect, test } from 'vitest';
import { findOffSwitch, readEnvironment } from './environment.ts';

const clear = (variable: string) => ({ variable, warning: undefined });
const unclear = (value: string) => ({
  variable: 'OTEL_ENABLED',
  warning: `cannot use OTEL_ENABLED: got ${JSON.stringify(value)}, need true or false; using false`,
});

test.each([
  [{}, undefined],
  [{ OTEL_SDK_DISABLED: '', OTEL_ENABLED: ' ' }, undefined],
  [{ OTEL_SDK_DISABLED: 'TRUE' }, clear('OTEL_SDK_DISABLED')],
  [{ OTEL_SDK_DISABLED: ' true ' }, clear('OTEL_SDK_DISABLED')],
  [{ OTEL_SDK_DISABLED: '1' }, undefined],
  [{ OTEL_ENABLED: 'False' }, clear('OTEL_ENABLED')],
  [{ OTEL_ENABLED: 'True' }, undefined],
  [{ OTEL_ENABLED: '0' }, unclear('0')],
  [{ OTEL_ENABLED: 'on' }, unclear('on')],
  [{ OTEL_ENABLED: 'true', OTEL_SDK_DISABLED: 'true' }, clear('OTEL_SDK_DISABLED')],
])('%j', (environment, expected) => {
  expect(findOffSwitch(environment)).toEqual(expected);
});

test('the environment is that of the process', () => {
  expect(readEnvironment()).toBe(process.env);
});
