import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfiguration } from '../resolve-configuration.ts';
import type { TelemetryOptions } from '../telemetry-options.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-configuration-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Input {
  text: string;
  name?: string;
  options?: TelemetryOptions;
  environment?: Record<string, string>;
}

function resolve({ text, name = 'otel.yaml', options, environment }: Input) {
  const file = join(directory, name);
  writeFileSync(file, text);
  const { configuration, warnings } = resolveConfiguration(options, { ...environment, OTEL_CONFIG_FILE: file });
  return {
    configuration,
    warnings: warnings.map((warning) => warning.replace(` (${file})`, '').replace(file, 'FILE')),
  };
}

const MINIMAL = `
file_format: "1.1"
tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_http:
`;

describe('the file as a whole', () => {
  test('configures alone: variables do not count, but for the switches', () => {
    const environment = {
      OTEL_SERVICE_NAME: 'variable',
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_BSP_SCHEDULE_DELAY: 'x',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://variable',
      OTEL_ENABLED: 'true',
    };
    const { configuration, warnings } = resolve({ text: MINIMAL, environment, options: { serviceName: 'code' } });
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({
      enabled: true,
      serviceName: 'code',
      sampler: { kind: 'parent_based', root: { kind: 'always_on' } },
      exporters: [{ kind: 'otlp', url: 'http://localhost:4318/v1/traces', simple: false }],
      propagators: [],
      resourceDetectors: [],
      batch: { scheduleDelayMs: 5000 },
    });
  });

  test.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_ENABLED', 'false'],
  ])('%s=%s turns it off', (variable, value) => {
    const { configuration, warnings } = resolve({ text: 'broken', environment: { [variable]: value } });
    expect(configuration).toMatchObject({ enabled: false, disabledBy: variable });
    expect(warnings).toEqual([]);
  });

  test.each<[string, TelemetryOptions | undefined, Record<string, string>, string | undefined]>([
    ['', undefined, {}, undefined],
    ['disabled: false', { enabled: false }, {}, undefined],
    ['disabled: true', { enabled: true }, { OTEL_ENABLED: 'true' }, 'disabled in OTEL_CONFIG_FILE'],
    ['disabled: ${OFF:-true}', undefined, {}, 'disabled in OTEL_CONFIG_FILE'],
    ['disabled: ${OFF:-true}', undefined, { OFF: 'false' }, undefined],
    ['disabled:', { enabled: false }, {}, 'option "enabled"'],
    ['', { enabled: false }, {}, 'option "enabled"'],
    ['', { enabled: false }, { OTEL_ENABLED: ' True ' }, undefined],
    ['', { telemetry: undefined }, {}, 'option "telemetry.enabled"'],
  ])('with %j, code %j and %j it is off by %s', (line, options, environment, disabledBy) => {
    const { configuration } = resolve({ text: `${MINIMAL}${line}\n`, options, environment });
    expect([configuration.enabled, configuration.disabledBy]).toEqual([disabledBy === undefined, disabledBy]);
  });

  test('a file without tracer provider makes no traces', () => {
    const { configuration, warnings } = resolve({ text: 'file_format: "1.0"' });
    expect(configuration).toMatchObject({ enabled: false, disabledBy: 'no tracer_provider in OTEL_CONFIG_FILE' });
    expect(warnings).toEqual([]);
  });

  test('the deprecated variable works, and says so', () => {
    const file = join(directory, 'deprecated.yaml');
    writeFileSync(file, MINIMAL);
    const { configuration, warnings } = resolveConfiguration(undefined, { OTEL_EXPERIMENTAL_CONFIG_FILE: file });
    expect(configuration.enabled).toBe(true);
    expect(warnings).toEqual([
      'cannot rely on OTEL_EXPERIMENTAL_CONFIG_FILE: got a deprecated name, need OTEL_CONFIG_FILE; it is used',
    ]);
  });
});

describe('versions', () => {
  const withVersion = (version: string) => resolve({ text: MINIMAL.replace('"1.1"', version) });

  test.each(['"1.0"', '"1.1"', '1.1', '1.0', '"1.0-rc.2"', '"1"'])('%s is known', (version) => {
    expect(withVersion(version)).toMatchObject({ configuration: { enabled: true }, warnings: [] });
  });

  test('a newer minor version is used as far as it is known', () => {
    const { configuration, warnings } = withVersion('"1.2"');
    expect(configuration.enabled).toBe(true);
    expect(warnings).toEqual([
      'cannot know all of file_format "1.2": got a newer version, need at most "1.1"; what is known is used',
    ]);
  });

  test.each(['"0.4"', '"2.0"', '"x"', '[]', ''])('%s is refused', (version) => {
    const { configuration, warnings } = withVersion(version);
    expect(configuration).toMatchObject({ enabled: false, disabledBy: 'OTEL_CONFIG_FILE' });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^cannot use the configuration file FILE: got file_format .*, need "1.0" or "1.1"; tracing is off$/,
      ),
    ]);
  });
});

describe('files that cannot be used turn tracing off, with one line', () => {
  test.each([
    [
      'otel.yaml',
      'a: [',
      'got Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5, need YAML 1.2',
    ],
    ['otel.yaml', '- a', 'got an array, need a mapping'],
    ['otel.yaml', '', 'got null, need a mapping'],
    ['otel.yaml', 'file_format: "${X:?}"', 'got "${X:?}", need ${NAME} or ${NAME:-default}'],
    ['otel.json', '{"file_format": "1.1" "secret"}', 'got a syntax error at position 22 (line 1 column 23), need JSON'],
    ['otel.json', '{"file_format": "1.1"', expect.stringMatching(/^got a syntax error/)],
    ['otel.json', '"x"', 'got "x", need a mapping'],
  ])('%s with %j', (name, text, problem) => {
    const { configuration, warnings } = resolve({ name, text });
    expect(configuration).toMatchObject({
      enabled: false,
      disabledBy: 'OTEL_CONFIG_FILE',
      exporters: [{ kind: 'otlp' }],
    });
    const [, found] = /^cannot use the configuration file FILE: (.*); tracing is off$/.exec(warnings[0])!;
    expect([found, warnings.length]).toEqual([problem, 1]);
    expect(warnings[0]).not.toContain('secret');
  });

  test('a file that is not there', () => {
    const { configuration, warnings } = resolveConfiguration(undefined, {
      OTEL_CONFIG_FILE: join(directory, 'none.yaml'),
    });
    expect(configuration.enabled).toBe(false);
    expect(warnings).toEqual([
      `cannot use the configuration file ${join(directory, 'none.yaml')}: got ENOENT, need a readable file; tracing is off`,
    ]);
  });
});

describe('references', () => {
  const attribute = (value: string, type = 'string') =>
    `${MINIMAL}resource:\n  attributes:\n    - name: key\n      value: ${value}\n      type: ${type}\n`;
  const environment = { INT: '12', HEX: '0xdeadbeef', BOOL: 'true', MAP: 'a\nb: c', QUOTED: 'x: [1]' };

  test.each([
    ['${INT}', 'int', 12],
    ['${HEX}', 'int', 3_735_928_559],
    ['${BOOL}', 'bool', true],
    ['${INT}.5', 'double', 12.5],
    ['"${INT}"', 'string', '12'],
    ["'${INT}'", 'string', '12'],
    ['!!str ${INT}', 'string', '12'],
    ['${MAP}', 'string', 'a\nb: c'],
    ['${QUOTED}', 'string', 'x: [1]'],
    ['$${INT}', 'string', '${INT}'],
    ['[ "${INT}", b ]', 'string_array', ['12', 'b']],
    ['"|\\n  ${INT}"', 'string', '|\n  12'],
    ['${NONE}', 'string', undefined],
  ])('a YAML value %s of type %s is %j', (value, type, expected) => {
    const { configuration, warnings } = resolve({ text: attribute(value, type), environment });
    expect(configuration.resourceAttributes.key).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  test('a key is not substituted, an anchor is once', () => {
    const text = `${MINIMAL}resource:\n  attributes:\n    - { name: a, value: &x "\${INT}" }\n    - { name: b, value: *x }\n"\${BOOL}": 1\n`;
    const { configuration, warnings } = resolve({ text, environment });
    expect(configuration.resourceAttributes).toMatchObject({ a: '12', b: '12' });
    expect(warnings).toEqual(['cannot use ${BOOL}: got a node that is not supported, need none; it is ignored']);
  });

  test('JSON takes numbers and booleans from them too', () => {
    const model = {
      file_format: '1.1',
      disabled: '${OFF:-false}',
      resource: {
        attributes: [
          { name: 'n', value: '${INT}' },
          { name: 'e', value: '$${INT}' },
        ],
      },
      tracer_provider: { processors: [{ batch: { schedule_delay: '${INT}', exporter: { console: null } } }] },
    };
    const { configuration, warnings } = resolve({ name: 'otel.JSON', text: JSON.stringify(model), environment });
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({
      enabled: true,
      resourceAttributes: { n: '12', e: '${INT}' },
      exporters: [{ kind: 'console', batch: { scheduleDelayMs: 12 } }],
    });
  });
});
