import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { SamplerConfiguration } from '../configuration.ts';
import { mapSampler } from './map-sampler.ts';
import { Section } from './section.ts';

function map(yaml: string): { sampler: SamplerConfiguration | undefined; warnings: string[] } {
  const warnings: string[] = [];
  const section = new Section({ sampler: parse(yaml) }, { path: 'tracer_provider', warnings });
  return { sampler: mapSampler(section, 'sampler'), warnings };
}

const on = { kind: 'always_on' };
const off = { kind: 'always_off' };
const parentBased = {
  kind: 'parent_based',
  root: on,
  remoteParentSampled: on,
  remoteParentNotSampled: off,
  localParentSampled: on,
  localParentNotSampled: off,
};

test.each<[string, unknown]>([
  ['', undefined],
  ['always_on:', on],
  ['always_off: {}', off],
  ['trace_id_ratio_based: { ratio: 0.25 }', { kind: 'trace_id_ratio', ratio: 0.25 }],
  ['trace_id_ratio_based:', { kind: 'trace_id_ratio', ratio: 1 }],
  ['probability/development: { ratio: 0 }', { kind: 'probability', ratio: 0 }],
  ['parent_based:', parentBased],
  [
    'parent_based: { root: { trace_id_ratio_based: { ratio: 0.5 } }, remote_parent_sampled: { always_off: }, remote_parent_not_sampled: { always_on: }, local_parent_sampled: { always_off: }, local_parent_not_sampled: { always_on: } }',
    {
      kind: 'parent_based',
      root: { kind: 'trace_id_ratio', ratio: 0.5 },
      remoteParentSampled: off,
      remoteParentNotSampled: on,
      localParentSampled: off,
      localParentNotSampled: on,
    },
  ],
  ['composite/development: { always_on: }', on],
  ['composite/development: { always_off: }', off],
  ['composite/development: { probability: { ratio: 1 } }', { kind: 'probability', ratio: 1 }],
  [
    'composite/development: { parent_threshold: { root: { probability: { ratio: 0.1 } } } }',
    { kind: 'parent_threshold', root: { kind: 'probability', ratio: 0.1 } },
  ],
  ['composite/development: { rule_based: }', { kind: 'rules', rules: [], otherwise: off }],
])('%s', (yaml, expected) => {
  expect(map(yaml)).toEqual({ sampler: expected, warnings: [] });
});

test('rules with all their conditions', () => {
  const { sampler, warnings } = map(`
composite/development:
  rule_based:
    rules:
      - attribute_values: { key: http.route, values: [/healthz, /livez] }
        attribute_patterns: { key: url.path, included: [/internal/*], excluded: [/internal/x] }
        span_kinds: [internal, server, client, producer, consumer]
        parent: [none, remote, local]
        sampler: { always_off: }
      - sampler: { parent_threshold: { root: { always_on: } } }
`);
  const none = { spanNames: [], spanKinds: [], parents: [], attributes: [] };
  expect(warnings).toEqual([]);
  expect(sampler).toEqual({
    kind: 'rules',
    otherwise: off,
    rules: [
      {
        spanNames: [],
        spanKinds: [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER],
        parents: ['none', 'remote', 'local'],
        attributes: [
          { key: 'http.route', values: ['/healthz', '/livez'], included: [], excluded: [] },
          { key: 'url.path', values: [], included: ['/internal/*'], excluded: ['/internal/x'] },
        ],
        sampler: off,
      },
      { ...none, sampler: { kind: 'parent_threshold', root: on } },
    ],
  });
});

const AT = 'tracer_provider.sampler';
const RULES = `${AT}.composite/development.rule_based.rules[0]`;
const unusableRule = `${RULES}: got a rule with an unusable part, need a whole one; it is ignored`;

test.each<[string, unknown, string[]]>([
  [
    'jaeger_remote/development: {}',
    undefined,
    [
      `${AT}.jaeger_remote/development: got a sampler that is not supported, need one of always_on, always_off, trace_id_ratio_based, probability/development, parent_based, composite/development; it is ignored`,
    ],
  ],
  ['{ always_on: , always_off: }', undefined, [`${AT}: got 2 keys, need exactly one; it is ignored`]],
  ['always_on: { x: 1 }', on, [`${AT}.always_on.x: got a node that is not supported, need none; it is ignored`]],
  [
    'trace_id_ratio_based: { ratio: 1.01 }',
    { kind: 'trace_id_ratio', ratio: 1 },
    [`${AT}.trace_id_ratio_based.ratio: got 1.01, need a number from 0 to 1; it is ignored`],
  ],
  [
    'composite/development: { fancy: }',
    undefined,
    [
      `${AT}.composite/development.fancy: got a sampler that is not supported, need one of always_on, always_off, probability, parent_threshold, rule_based; it is ignored`,
    ],
  ],
  [
    'composite/development: { rule_based: { rules: [{}] } }',
    { kind: 'rules', rules: [], otherwise: off },
    [unusableRule],
  ],
  [
    'composite/development: { rule_based: { rules: [{ span_kinds: [x], sampler: { always_on: } }] } }',
    { kind: 'rules', rules: [], otherwise: off },
    [
      `${RULES}.span_kinds: got "x", need a list of internal, server, client, producer, consumer; it is ignored`,
      unusableRule,
    ],
  ],
  [
    'composite/development: { rule_based: { rules: [{ attribute_values: { values: [a] }, sampler: { always_on: } }] } }',
    { kind: 'rules', rules: [], otherwise: off },
    [`${RULES}.attribute_values: got no key, need one`, unusableRule],
  ],
  [
    'composite/development: { parent_threshold: {} }',
    undefined,
    [`${AT}.composite/development.parent_threshold: got no usable root, need one; it is ignored`],
  ],
  [
    'parent_based: { root: { fancy: } }',
    parentBased,
    [
      `${AT}.parent_based.root.fancy: got a sampler that is not supported, need one of always_on, always_off, trace_id_ratio_based, probability/development, parent_based, composite/development; it is ignored`,
    ],
  ],
])('%s is named', (yaml, sampler, problems) => {
  expect(map(yaml)).toEqual({ sampler, warnings: problems.map((problem) => `cannot use ${problem}`) });
});
