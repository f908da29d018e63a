import { expect, test } from 'vitest';
import { ALWAYS_OFF, ALWAYS_ON } from './always.ts';
import {
  createSeed,
  LOCAL_SAMPLED,
  LOCAL_UNSAMPLED,
  REMOTE_SAMPLED,
  REMOTE_UNSAMPLED,
  traceIdEndingIn,
} from './fixtures/seed.ts';
import { ParentBased } from './parent-based.ts';
import { ParentThreshold } from './parent-threshold.ts';
import { Probability } from './probability.ts';
import { DROP, SAMPLE, type Sampler } from './sampler.ts';

type Seed = Parameters<typeof createSeed>[0];

function check(sampler: Sampler, seed: Seed, expected: number): void {
  expect(sampler.decide(createSeed(seed)), JSON.stringify(seed)).toBe(expected);
}

test('follows the parent, and asks the root sampler without one', () => {
  for (const create of [(root: Sampler) => new ParentBased(root), (root: Sampler) => new ParentThreshold(root)]) {
    for (const root of [ALWAYS_ON, ALWAYS_OFF]) {
      const sampler = create(root);
      check(sampler, {}, root === ALWAYS_ON ? SAMPLE : DROP);
      check(sampler, { parent: REMOTE_SAMPLED }, SAMPLE);
      check(sampler, { parent: REMOTE_UNSAMPLED }, DROP);
      check(sampler, { parent: LOCAL_SAMPLED }, SAMPLE);
      check(sampler, { parent: LOCAL_UNSAMPLED }, DROP);
    }
  }
});

test('each kind of parent can have a sampler of its own', () => {
  const kinds = {
    remoteParentSampled: REMOTE_SAMPLED,
    remoteParentNotSampled: REMOTE_UNSAMPLED,
    localParentSampled: LOCAL_SAMPLED,
    localParentNotSampled: LOCAL_UNSAMPLED,
  };
  for (const [option, parent] of Object.entries(kinds)) {
    const usual = parent.sampled ? SAMPLE : DROP;
    const sampler = new ParentBased(ALWAYS_OFF, { [option]: parent.sampled ? ALWAYS_OFF : ALWAYS_ON });
    for (const one of Object.values(kinds)) {
      const expected = one === parent ? SAMPLE - usual : one.sampled ? SAMPLE : DROP;
      check(sampler, { parent: one }, expected);
    }
  }
});

test('names the samplers that are not the usual ones', () => {
  expect(String(new ParentBased(ALWAYS_ON))).toBe('ParentBased{root=AlwaysOnSampler}');
  expect(
    String(
      new ParentBased(new Probability(0.5), { remoteParentSampled: ALWAYS_OFF, localParentNotSampled: ALWAYS_ON }),
    ),
  ).toBe(
    'ParentBased{root=Probability{0.5}, remoteParentSampled=AlwaysOffSampler, localParentNotSampled=AlwaysOnSampler}',
  );
  expect(String(new ParentThreshold(new Probability(0.5)))).toBe('ParentThreshold{root=Probability{0.5}}');
});

test('hands on a threshold that explains the decision of the parent, and no other', () => {
  const low = traceIdEndingIn('00000000000000');
  const high = traceIdEndingIn('ffffffffffffff');
  const cases: [parent: Required<NonNullable<Seed>>['parent'], traceId: string, before: string, after: string][] = [
    [REMOTE_SAMPLED, high, 'ot=th:c', 'ot=th:c'],
    [REMOTE_SAMPLED, high, 'ot=th:c;k:1,a=1', 'ot=th:c;k:1,a=1'],
    [REMOTE_SAMPLED, low, 'ot=th:c', ''],
    [REMOTE_SAMPLED, low, 'ot=th:c;rv:ffffffffffffff', 'ot=th:c;rv:ffffffffffffff'],
    [REMOTE_SAMPLED, high, 'ot=th:c;rv:00000000000000', 'ot=rv:00000000000000'],
    [REMOTE_SAMPLED, low, 'ot=th:0', 'ot=th:0'],
    [REMOTE_UNSAMPLED, high, 'ot=th:c', ''],
    [REMOTE_UNSAMPLED, low, 'a=1,ot=th:c', 'a=1'],
    [REMOTE_SAMPLED, high, 'ot=th:not-hex', ''],
    [REMOTE_SAMPLED, high, 'a=1', 'a=1'],
    [LOCAL_SAMPLED, high, 'ot=th:c', 'ot=th:c'],
  ];
  for (const sampler of [new ParentBased(ALWAYS_ON), new ParentThreshold(ALWAYS_ON)]) {
    for (const [parent, traceId, before, after] of cases) {
      const seed = createSeed({ parent, traceId, traceState: before });
      expect(sampler.decide(seed), before).toBe(parent.sampled ? SAMPLE : DROP);
      expect(seed.traceStateText, `${before} ${JSON.stringify(parent)}`).toBe(after);
    }
  }
});

test('is foreign, or needs attributes, where one of its samplers does', () => {
  const foreign: Sampler = { isForeign: true, needsAttributes: true, decide: () => SAMPLE };
  const plain = new ParentBased(ALWAYS_ON);
  expect([plain.isForeign, plain.needsAttributes]).toEqual([false, false]);
  for (const sampler of [
    new ParentBased(foreign),
    new ParentBased(ALWAYS_ON, { remoteParentNotSampled: foreign }),
    new ParentThreshold(foreign),
  ]) {
    expect([sampler.isForeign, sampler.needsAttributes]).toEqual([true, true]);
  }
});
