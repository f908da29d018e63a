import type { Attributes } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import type { SamplerConfiguration, SamplerRule } from '../configuration/configuration.ts';
import { createSampler } from './create-sampler.ts';
import {
  createSeed,
  LOCAL_SAMPLED,
  LOCAL_UNSAMPLED,
  REMOTE_SAMPLED,
  REMOTE_UNSAMPLED,
  traceIdEndingIn,
} from './fixtures/seed.ts';
import { DROP, SAMPLE } from './sampler.ts';

const on: SamplerConfiguration = { kind: 'always_on' };
const off: SamplerConfiguration = { kind: 'always_off' };

function rule(conditions: Partial<SamplerRule>): SamplerRule {
  return { spanNames: [], spanKinds: [], parents: [], attributes: [], sampler: on, ...conditions };
}

/** Whether one rule with these conditions takes a span. */
function takes(conditions: Partial<SamplerRule>, seed: Parameters<typeof createSeed>[0]): boolean {
  const sampler = createSampler({ kind: 'rules', rules: [rule(conditions)], otherwise: off });
  return sampler.decide(createSeed(seed)) === SAMPLE;
}

test('makes a sampler of every kind', () => {
  const check = (configuration: SamplerConfiguration, description: string): void =>
    expect(String(createSampler(configuration))).toBe(description);
  check(on, 'AlwaysOnSampler');
  check(off, 'AlwaysOffSampler');
  check({ kind: 'trace_id_ratio', ratio: 0.25 }, 'TraceIdRatioBased{0.25}');
  check({ kind: 'probability', ratio: 0.25 }, 'Probability{0.25}');
  const parents = {
    remoteParentSampled: on,
    remoteParentNotSampled: off,
    localParentSampled: on,
    localParentNotSampled: off,
  };
  check({ kind: 'parent_based', root: on, ...parents }, 'ParentBased{root=AlwaysOnSampler}');
  check(
    { kind: 'parent_based', root: on, ...parents, localParentSampled: { kind: 'probability', ratio: 0.5 } },
    'ParentBased{root=AlwaysOnSampler, localParentSampled=Probability{0.5}}',
  );
  check(
    { kind: 'parent_threshold', root: { kind: 'probability', ratio: 0.5 } },
    'ParentThreshold{root=Probability{0.5}}',
  );
  check(
    { kind: 'rules', rules: [rule({ sampler: off })], otherwise: on },
    'RuleBased{Probability{0}, otherwise=Probability{1}}',
  );
  const custom = { shouldSample: () => ({ decision: 2 }), toString: () => 'Mine' };
  check({ kind: 'custom', sampler: custom }, 'Mine');
});

test('a rule can be about names, kinds and parents', () => {
  expect(takes({}, {})).toBe(true);
  expect(takes({ spanNames: ['GET /health', '*ping*'] }, { name: 'GET /health' })).toBe(true);
  expect(takes({ spanNames: ['GET /health', '*ping*'] }, { name: 'GET /ping/1' })).toBe(true);
  expect(takes({ spanNames: ['GET /health', '*ping*'] }, { name: 'GET /' })).toBe(false);
  expect(takes({ spanKinds: [1, 4] }, { kind: 4 })).toBe(true);
  expect(takes({ spanKinds: [1, 4] }, { kind: 2 })).toBe(false);
  const parents = { none: undefined, remote: REMOTE_SAMPLED, local: LOCAL_SAMPLED } as const;
  for (const [wanted] of Object.entries(parents)) {
    for (const [name, parent] of Object.entries(parents)) {
      expect(takes({ parents: [wanted as 'none'] }, { parent }), `${wanted} ${name}`).toBe(wanted === name);
    }
  }
});

test('a rule can be about attributes, as text', () => {
  const check = (
    match: Partial<SamplerRule['attributes'][number]>,
    attributes: Attributes,
    expected: boolean,
  ): void => {
    const attribute = { key: 'k', values: [], included: [], excluded: [], ...match };
    expect(takes({ attributes: [attribute] }, { attributes }), JSON.stringify([match, attributes])).toBe(expected);
  };
  check({}, { k: 'anything' }, true);
  check({}, { other: 1 }, false);
  check({}, { k: undefined }, false);
  check({ values: ['gold', '1', 'true'] }, { k: 'gold' }, true);
  check({ values: ['gold', '1', 'true'] }, { k: 1 }, true);
  check({ values: ['gold', '1', 'true'] }, { k: true }, true);
  check({ values: ['gold', '1', 'true'] }, { k: 'golden' }, false);
  check({ included: ['/api/*', '/v?'] }, { k: '/api/users' }, true);
  check({ included: ['/api/*', '/v?'] }, { k: '/v2' }, true);
  check({ included: ['/api/*', '/v?'] }, { k: '/other' }, false);
  check({ excluded: ['*health'] }, { k: '/health' }, false);
  check({ excluded: ['*health'] }, { k: '/users' }, true);
  check({ included: ['/api/*'], excluded: ['*health'] }, { k: '/api/health' }, false);
  check({ values: ['b'] }, { k: ['a', 'b'] }, true);
  check({ values: ['b'] }, { k: ['a', 'c'] }, false);
});

test('all conditions of a rule must be met', () => {
  const conditions = { spanNames: ['GET *'], spanKinds: [1], parents: ['none' as const] };
  expect(takes(conditions, { name: 'GET /', kind: 1 })).toBe(true);
  expect(takes(conditions, { name: 'PUT /', kind: 1 })).toBe(false);
  expect(takes(conditions, { name: 'GET /', kind: 2 })).toBe(false);
  expect(takes(conditions, { name: 'GET /', kind: 1, parent: LOCAL_SAMPLED })).toBe(false);
});

test('the first matching rule decides, otherwise the last sampler', () => {
  const sampler = createSampler({
    kind: 'rules',
    rules: [
      rule({ spanNames: ['*health*'], sampler: off }),
      rule({ spanNames: ['GET *'], sampler: on }),
      rule({ spanNames: ['GET /never'], sampler: off }),
    ],
    otherwise: { kind: 'probability', ratio: 0.5 },
  });
  const decide = (name: string, digits = '00000000000000'): number =>
    sampler.decide(createSeed({ name, traceId: traceIdEndingIn(digits) }));
  expect(decide('GET /health')).toBe(DROP);
  expect(decide('GET /never')).toBe(SAMPLE);
  expect(decide('PUT /', '00000000000000')).toBe(DROP);
  expect(decide('PUT /', '80000000000000')).toBe(SAMPLE);
});

test('inside of a composition all and nothing are probabilities too', () => {
  const sampler = createSampler({
    kind: 'parent_threshold',
    root: { kind: 'rules', rules: [rule({ spanNames: ['no'], sampler: off })], otherwise: on },
  });
  const check = (seed: Parameters<typeof createSeed>[0], decision: number, traceState: string): void => {
    const created = createSeed(seed);
    expect([sampler.decide(created), created.traceStateText]).toEqual([decision, traceState]);
  };
  check({ name: 'yes' }, SAMPLE, 'ot=th:0');
  check({ name: 'no' }, DROP, '');
  check({ name: 'no', traceState: 'ot=th:0', parent: REMOTE_SAMPLED }, SAMPLE, 'ot=th:0');
  check({ name: 'yes', traceState: 'ot=th:0', parent: REMOTE_UNSAMPLED }, DROP, '');
  check({ name: 'yes', parent: LOCAL_UNSAMPLED }, DROP, '');
});

test('says whether it needs attributes', () => {
  const attribute = { key: 'k', values: ['v'], included: [], excluded: [] };
  const needs = (configuration: SamplerConfiguration): boolean => createSampler(configuration).needsAttributes;
  expect(needs(on)).toBe(false);
  expect(needs({ kind: 'rules', rules: [rule({ spanNames: ['a'] })], otherwise: on })).toBe(false);
  expect(needs({ kind: 'rules', rules: [rule({ attributes: [attribute] })], otherwise: on })).toBe(true);
  expect(needs({ kind: 'parent_threshold', root: { kind: 'rules', rules: [], otherwise: on } })).toBe(false);
  const custom: SamplerConfiguration = { kind: 'custom', sampler: { shouldSample: () => ({ decision: 2 }) } };
  expect(needs({ kind: 'rules', rules: [rule({ sampler: custom })], otherwise: on })).toBe(true);
});
