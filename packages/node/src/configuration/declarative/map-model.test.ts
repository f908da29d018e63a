import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildConfiguration } from '../build/build-configuration.ts';
import type { TelemetryOptions } from '../telemetry-options.ts';
import { readOptions } from '../sources/read-options.ts';
import { findUnfrozen } from '../fixtures/find-unfrozen.ts';
import { mapModel } from './map-model.ts';
import { Section } from './section.ts';

/** The configuration of a file of which only the interesting nodes are written down. */
function map(yaml: string, options: TelemetryOptions = {}, environment: Record<string, string> = {}) {
  const warnings: string[] = [];
  const content = { tracer_provider: { processors: [{ batch: { exporter: { console: null } } }] }, ...parse(yaml) };
  const code = { kind: 'code', values: readOptions(options, () => {}) } as const;
  const { settings, ...rest } = mapModel(new Section(content, { path: '', warnings }), code, environment);
  return { configuration: buildConfiguration(settings, { ...rest, warnings }), warnings };
}

function tracer(yaml: string): string {
  const indented = yaml.replace(/^/gm, '  ');
  return `tracer_provider:\n  processors: [{ simple: { exporter: { console: } } }]\n${indented}`;
}

test('the result is frozen all the way down', () => {
  const yaml = `
resource: { attributes: [{ name: a, value: [x], type: string_array }] }
${tracer('sampler: { composite/development: { rule_based: { rules: [{ attribute_values: { key: a, values: [b] }, sampler: { parent_threshold: { root: { always_on: } } } }] } } }').replace('console:', 'otlp_http: { headers_list: "a=b" }')}`;
  const { configuration, warnings } = map(yaml);
  expect(warnings).toEqual([]);
  expect(findUnfrozen(configuration)).toEqual([]);
});

describe('general nodes', () => {
  test.each([
    ['trace', 'debug'],
    ['debug4', 'debug'],
    ['info', 'info'],
    ['warn3', 'warn'],
    ['error', 'error'],
    ['fatal2', 'error'],
  ])('log_level %s is %s', (level, expected) => {
    expect(map(`log_level: ${level}`).configuration.logLevel).toBe(expected);
  });

  test('propagators: both lists, once each, in their order', () => {
    const yaml = 'propagator:\n  composite: [{ b3: }, { tracecontext: }]\n  composite_list: "baggage,b3,b3multi"';
    expect(map(yaml).configuration.propagators).toEqual(['b3', 'tracecontext', 'baggage', 'b3multi']);
    expect(map('propagator: { composite_list: none }')).toMatchObject({
      configuration: { propagators: [] },
      warnings: [],
    });
    expect(map('propagator: { composite_list: xray }').warnings).toEqual([
      'cannot use propagator: got "xray", need any of tracecontext, baggage, b3, b3multi; it is ignored',
    ]);
  });

  test('limits: those of spans over the general ones over ours', () => {
    const general = 'attribute_limits: { attribute_value_length_limit: 10, attribute_count_limit: 11 }';
    const spans =
      'limits: { attribute_count_limit: 1, event_count_limit: 2, link_count_limit: 3, event_attribute_count_limit: 4, link_attribute_count_limit: 0 }';
    expect(map('').configuration.limits.attributeValueLengthLimit).toBe(4096);
    expect(map(`${general}\n${tracer(spans)}`)).toMatchObject({
      warnings: [],
      configuration: {
        limits: {
          attributeValueLengthLimit: 10,
          attributeCountLimit: 1,
          eventCountLimit: 2,
          linkCountLimit: 3,
          eventAttributeCountLimit: 4,
          linkAttributeCountLimit: 0,
        },
      },
    });
    expect(map('attribute_limits: { attribute_count_limit: -1 }').warnings).toEqual([
      'cannot use attribute_limits.attribute_count_limit: got -1, need an integer from 0 to 2147483647; it is ignored',
    ]);
  });

  test('what is not supported is named, once each', () => {
    const yaml =
      'meter_provider: {}\nlogger_provider: {}\nattribute_limits: { depth: 1 }\ninstrumentation/development: { js: {}, java: {} }';
    const rest = 'got a node that is not supported, need none; it is ignored';
    expect(map(yaml).warnings).toEqual([
      `cannot use instrumentation/development.js: ${rest}`,
      `cannot use attribute_limits.depth: ${rest}`,
      `cannot use meter_provider: ${rest}`,
      `cannot use logger_provider: ${rest}`,
    ]);
  });

  test('nodes of the wrong kind are named', () => {
    const yaml = 'propagator: b3\nresource: []\nattribute_limits: 5\ndisabled: "no"\nlog_level: loud';
    const { configuration, warnings } = map(yaml);
    expect(configuration.enabled).toBe(true);
    expect(warnings.map((warning) => warning.replace(/, need one of trace.*; /, ', need a level; '))).toEqual([
      'cannot use disabled: got "no", need true or false; it is ignored',
      'cannot use log_level: got "loud", need a level; it is ignored',
      'cannot use propagator: got "b3", need a mapping; it is ignored',
      'cannot use resource: got an array, need a mapping; it is ignored',
      'cannot use attribute_limits: got 5, need a mapping; it is ignored',
    ]);
  });
});

describe('resource', () => {
  test('attributes by their types, over the list', () => {
    const yaml = `
resource:
  attributes_list: "service.name=listed,x=a%2Cb"
  attributes:
    - { name: service.name, value: shop }
    - { name: port, value: 80 }
    - { name: b, value: true, type: bool }
    - { name: i, value: 1, type: int }
    - { name: d, value: 1.5, type: double }
    - { name: sa, value: [a, b], type: string_array }
    - { name: ba, value: [true], type: bool_array }
    - { name: ia, value: [1, 2], type: int_array }
    - { name: da, value: [1.5], type: double_array }
    - { name: none, value: }
`;
    const { configuration, warnings } = map(yaml);
    expect(warnings).toEqual([]);
    expect(configuration.serviceName).toBe('shop');
    expect(configuration.resourceAttributes).toEqual({
      'service.name': 'shop',
      x: 'a,b',
      port: '80',
      b: true,
      i: 1,
      d: 1.5,
      sa: ['a', 'b'],
      ba: [true],
      ia: [1, 2],
      da: [1.5],
    });
  });

  test.each([
    [
      '{ name: a, value: 1.5, type: int }',
      'resource.attributes[0].value: got 1.5, need a value of type int; it is ignored',
    ],
    [
      '{ name: a, value: "true", type: bool }',
      'resource.attributes[0].value: got "true", need a value of type bool; it is ignored',
    ],
    [
      '{ name: a, value: [1, x], type: int_array }',
      'resource.attributes[0].value: got an array, need a value of type int_array; it is ignored',
    ],
    [
      '{ name: a, value: [x] }',
      'resource.attributes[0].value: got an array, need a value of type string; it is ignored',
    ],
    ['{ name: 5, value: x }', 'resource.attributes[0].name: got 5, need text; it is ignored'],
  ])('%s is left out', (entry, problem) => {
    const { configuration, warnings } = map(`resource: { attributes: [${entry}] }`, { serviceName: 's' });
    expect(configuration.resourceAttributes).toEqual({ 'service.name': 's' });
    expect(warnings).toEqual([`cannot use ${problem}`]);
  });

  test('detectors', () => {
    const yaml =
      'resource: { detection/development: { detectors: [{ host: }, { process: }, { container: }, { service: }, { aws: }, { host: , os: }] } }';
    const { configuration, warnings } = map(yaml, {}, { OTEL_SERVICE_NAME: 'by the service detector' });
    expect(configuration.resourceDetectors).toEqual(['host', 'os', 'process', 'container', 'serviceinstance']);
    expect(configuration.serviceName).toBe('by the service detector');
    expect(warnings).toEqual([
      'cannot use resource.detection/development.detectors[4].aws: got a detector that is not supported, need one of container, host, process, service; it is ignored',
      'cannot use resource.detection/development.detectors[5]: got 2 keys, need exactly one; it is ignored',
    ]);
  });
});

describe('instrumentation', () => {
  test('HTTP headers and methods', () => {
    const yaml = `
instrumentation/development:
  general:
    stability_opt_in_list: http/dup
    http:
      client: { request_captured_headers: [X-A], response_captured_headers: [x-b], known_methods: [GET, COPY] }
      server: { request_captured_headers: [X-C], response_captured_headers: [x-d], known_methods: [GET, PURGE] }
`;
    const { configuration, warnings } = map(yaml);
    expect(warnings).toEqual([]);
    expect(configuration.http).toMatchObject({
      captureClientRequestHeaders: ['x-a'],
      captureClientResponseHeaders: ['x-b'],
      captureServerRequestHeaders: ['x-c'],
      captureServerResponseHeaders: ['x-d'],
      knownMethods: ['GET', 'COPY', 'PURGE'],
    });
  });
});

describe('distribution.throughline takes what the model has no node for', () => {
  test('by the names of the options in code, and over them', () => {
    const yaml =
      'distribution: { throughline: { batch: { maxQueueBytes: 65536 }, redaction: { keys: [pin] }, shutdownDeadlineMs: 1 }, other: { x: 1 } }';
    const { configuration, warnings } = map(yaml, { shutdownDeadlineMs: 2, batch: { keep: 'oldest' } });
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({ shutdownDeadlineMs: 1, redaction: { keys: ['pin'] } });
    expect(configuration.exporters[0].batch).toMatchObject({ maxQueueBytes: 65_536, keep: 'oldest' });
  });

  test('mistakes there are warnings', () => {
    expect(map('distribution: { throughline: { shutdownDeadline: 1, batch: { keep: x } } }').warnings).toEqual([
      'cannot use option "shutdownDeadline": got an unknown name, need one that exists; did you mean "shutdownDeadlineMs"?; it is ignored (distribution.throughline)',
      'cannot use option "batch.keep": got "x", need one of newest, oldest; it is ignored (distribution.throughline)',
    ]);
  });
});
