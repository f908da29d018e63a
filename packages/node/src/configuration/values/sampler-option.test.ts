import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { SamplerOption } from '../telemetry-options.ts';
import { createSampler, sampler } from './sampler-option.ts';

const on = { kind: 'always_on' };
const off = { kind: 'always_off' };
const following = {
  remoteParentSampled: on,
  remoteParentNotSampled: off,
  localParentSampled: on,
  localParentNotSampled: off,
};
const own = { shouldSample: () => ({ decision: 0 }) };
const rule = { spanNames: [], spanKinds: [], parents: [], attributes: [] };

test.each<[SamplerOption, object]>([
  ['always_on', on],
  [{ name: 'always_off' }, off],
  [
    { name: 'traceidratio', ratio: 0 },
    { kind: 'trace_id_ratio', ratio: 0 },
  ],
  [
    { name: 'probability', ratio: 1 },
    { kind: 'probability', ratio: 1 },
  ],
  [
    { name: 'parentbased', ratio: 0.5 },
    { kind: 'parent_based', root: { kind: 'trace_id_ratio', ratio: 0.5 }, ...following },
  ],
  [
    { root: { name: 'traceidratio', ratio: 0.5 } },
    { kind: 'parent_based', root: { kind: 'trace_id_ratio', ratio: 0.5 }, ...following },
  ],
  [own, { kind: 'custom', sampler: own }],
  [{ rules: [] }, { kind: 'rules', rules: [], otherwise: { kind: 'parent_based', root: on, ...following } }],
  [
    { rules: [{ spanNames: ['GET /health*'], sampler: 'always_off' }], otherwise: 'always_on' },
    { kind: 'rules', rules: [{ ...rule, spanNames: ['GET /health*'], sampler: off }], otherwise: on },
  ],
  [
    {
      root: {
        rules: [
          {
            spanKinds: [SpanKind.INTERNAL, SpanKind.CONSUMER],
            parents: ['none', 'remote', 'local'],
            attributes: { 'http.route': ['/a', '/b/*'], n: 404, b: true },
            sampler: own,
          },
        ],
        otherwise: 'always_off',
      },
    },
    {
      kind: 'parent_based',
      root: {
        kind: 'rules',
        otherwise: off,
        rules: [
          {
            spanNames: [],
            spanKinds: [0, 4],
            parents: ['none', 'remote', 'local'],
            attributes: [
              { key: 'http.route', values: [], included: ['/a', '/b/*'], excluded: [] },
              { key: 'n', values: [], included: ['404'], excluded: [] },
              { key: 'b', values: [], included: ['true'], excluded: [] },
            ],
            sampler: { kind: 'custom', sampler: own },
          },
        ],
      },
      ...following,
    },
  ],
])('%j', (option, expected) => {
  expect(createSampler(option)).toEqual(expected);
});

const NAMES =
  'always_on, always_off, traceidratio, probability, parentbased, parentbased_always_on, ' +
  'parentbased_always_off, parentbased_traceidratio, parentbased_probability';
const NEED = `one of ${NAMES}, a Sampler, or an object with name, root or rules`;

test.each<[unknown, string]>([
  ['sometimes', `got "sometimes", need ${NEED}`],
  ['ALWAYS_ON', `got "ALWAYS_ON", need ${NEED}`],
  [0.5, `got 0.5, need ${NEED}`],
  [null, `got null, need ${NEED}`],
  [[], `got an array, need ${NEED}`],
  [{}, `got an object, need ${NEED}`],
  [{ shouldSample: true }, 'got true, need a function as shouldSample'],
  [{ name: 'x' }, `got "x", need one of ${NAMES} as name`],
  [{ name: 'traceidratio', ratio: 1.01 }, 'got 1.01, need a number from 0 to 1 as ratio'],
  [{ name: 'traceidratio', ratio: -0.01 }, 'got -0.01, need a number from 0 to 1 as ratio'],
  [{ name: 'traceidratio', ratio: '0.5' }, 'got "0.5", need a number from 0 to 1 as ratio'],
  [{ name: 'always_on', ratio: 1 }, 'got "ratio", need no ratio for always_on'],
  [{ name: 'always_on', rate: 1 }, 'got "rate", need no other keys than name, ratio'],
  [{ root: 'x' }, `got "x", need ${NEED}`],
  [{ rules: {} }, 'got an object, need an array of rules'],
  [{ rules: [], else: 'always_on' }, 'got "else", need no other keys than rules, otherwise'],
  [{ rules: ['always_on'] }, 'got "always_on", need a rule with conditions and a sampler'],
  [{ rules: [{}] }, `got undefined, need ${NEED}`],
  [
    { rules: [{ name: 'x' }] },
    'got "name", need no other keys than spanNames, spanKinds, parents, attributes, sampler',
  ],
  [{ rules: [{ spanNames: 'x', sampler: 'always_on' }] }, 'got "x", need an array of texts as spanNames'],
  [{ rules: [{ spanKinds: [5], sampler: 'always_on' }] }, 'got an array, need an array of SpanKind as spanKinds'],
  [{ rules: [{ spanKinds: [-1], sampler: 'always_on' }] }, 'got an array, need an array of SpanKind as spanKinds'],
  [
    { rules: [{ parents: ['root'], sampler: 'always_on' }] },
    'got an array, need an array of none, remote, local as parents',
  ],
  [
    { rules: [{ attributes: ['x'], sampler: 'always_on' }] },
    'got an array, need an object of values by key as attributes',
  ],
  [
    { rules: [{ attributes: { a: [] }, sampler: 'always_on' }] },
    'got an array, need text, numbers or booleans for the attribute "a"',
  ],
  [
    { rules: [{ attributes: { a: null }, sampler: 'always_on' }] },
    'got null, need text, numbers or booleans for the attribute "a"',
  ],
])('%j is none', (option, problem) => {
  expect(sampler.check(option)).toEqual({ value: undefined, problem });
});
