import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { DEFAULT_LIMITS } from '../trace/limits.ts';
import { OPTIONS } from './options.ts';
import type { OptionKey } from './options.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

type Group =
  | 'telemetry'
  | 'baggage'
  | 'limits'
  | 'logs'
  | 'batch'
  | 'fileExporter'
  | 'otlp'
  | 'http'
  | 'redaction'
  | 'webSocket'
  | 'childProcess'
  | 'net'
  | 'redis'
  | 'ssh'
  | 'messaging';
type Nested<Name extends Group> = { [G in Name]: `${G}.${keyof NonNullable<TelemetryOptions[G]> & string}` }[Name];
type KeyInCode = Exclude<keyof TelemetryOptions, Group> | Nested<Group>;
type EnvironmentOnly = 'sdkDisabled' | 'configFile' | 'semconvStabilityOptIn';

describe('the table', () => {
  test('has a row for each option in code, and no other', () => {
    expectTypeOf<Exclude<OptionKey, EnvironmentOnly>>().toEqualTypeOf<KeyInCode>();
    const environmentOnly = OPTIONS.filter((option) => option.environmentOnly === true).map((option) => option.key);
    expect(environmentOnly).toEqual(['sdkDisabled', 'configFile', 'semconvStabilityOptIn']);
  });

  test('names each key once, and each variable, but for those of all signals', () => {
    const keys = OPTIONS.map((option) => option.key);
    const variables = OPTIONS.flatMap((option) => option.variables);
    const general = /^OTEL_(?:EXPORTER_OTLP_(?!TRACES_|LOGS_)|ATTRIBUTE_)/;
    const others = variables.filter((variable) => !general.test(variable));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(others).size).toBe(others.length);
  });

  test('gives each option with a variable a way to read it', () => {
    const unreadable = OPTIONS.filter((option) => option.variables.length > 0 && option.type.parse === undefined);
    expect(unreadable).toEqual([]);
  });

  test('describes each option in one sentence', () => {
    const texts = OPTIONS.map((option) => option.description);
    expect(texts.filter((text) => !/^[A-Z].*[^.]\.$/.test(text) || /\.\s/.test(text))).toEqual([]);
  });

  test('has each variable in a test', () => {
    const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const text = tests.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).join('\n');
    const isTested = (variable: string): boolean => {
      const suffix = /^OTEL_EXPORTER_OTLP_(?:TRACES_|LOGS_)?(.*)$/.exec(variable)?.[1];
      return (
        text.includes(`'${variable}'`) ||
        text.includes(`checkOtlpVariables('${suffix}'`) ||
        text.includes(`${variable}:`)
      );
    };
    expect(OPTIONS.flatMap((option) => option.variables).filter((variable) => !isTested(variable))).toEqual([]);
  });
});

test('the limits of a tracer that nobody configured are those of the table', () => {
  expect(resolveConfiguration(undefined, {}).configuration.limits).toEqual(DEFAULT_LIMITS);
});
