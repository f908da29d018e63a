import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { createSeed, LOCAL_UNSAMPLED, REMOTE_SAMPLED, setTraceId, traceIdEndingIn } from './fixtures/seed.ts';
import { Probability } from './probability.ts';
import { DROP, SAMPLE } from './sampler.ts';

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  forgetReports();
  setReportSink((line) => lines.push(line));
});

test('keeps a trace from the threshold on', () => {
  const sampler = new Probability(0.1);
  const check = (digits: string, decision: number): void =>
    expect(sampler.decide(createSeed({ traceId: traceIdEndingIn(digits) })), digits).toBe(decision);
  check('e6660000000000', SAMPLE);
  check('e665ffffffffff', DROP);
  check('ffffffffffffff', SAMPLE);
  check('00000000000000', DROP);
});

test('takes the randomness of rv in place of the trace id', () => {
  const sampler = new Probability(0.5);
  const high = traceIdEndingIn('ffffffffffffff');
  const low = traceIdEndingIn('00000000000000');
  const check = (traceId: string, traceState: string, expected: [number, string]): void => {
    const seed = createSeed({ traceId, traceState });
    expect([sampler.decide(seed), seed.traceStateText]).toEqual(expected);
  };
  check(low, 'ot=rv:80000000000000', [SAMPLE, 'ot=rv:80000000000000;th:8']);
  check(high, 'ot=rv:7fffffffffffff', [DROP, 'ot=rv:7fffffffffffff']);
  check(high, 'ot=rv:7fff', [SAMPLE, 'ot=rv:7fff;th:8']);
});

test('writes th where it samples and removes it where it drops', () => {
  const sampler = new Probability(0.25);
  const check = (digits: string, before: string, after: string): void => {
    const seed = createSeed({ traceId: traceIdEndingIn(digits), traceState: before });
    sampler.decide(seed);
    expect(seed.traceStateText, before).toBe(after);
  };
  const kept = 'ffffffffffffff';
  const dropped = '00000000000000';
  check(kept, '', 'ot=th:c');
  check(kept, 'ot=th:c', 'ot=th:c');
  check(kept, 'ot=th:8', 'ot=th:c');
  check(kept, 'a=1,ot=th:8;k:2', 'ot=k:2;th:c,a=1');
  check(dropped, '', '');
  check(dropped, 'ot=th:0', '');
  check(dropped, 'a=1,ot=th:0;k:2', 'ot=k:2,a=1');
  check(dropped, 'a=1', 'a=1');
});

test('ratio 1 keeps every trace, ratio 0 none, 2^-56 one of all', () => {
  const check = (ratio: number, digits: string, decision: number): void =>
    expect(new Probability(ratio).decide(createSeed({ traceId: traceIdEndingIn(digits) })), `${ratio} ${digits}`).toBe(
      decision,
    );
  check(1, '00000000000000', SAMPLE);
  check(0, 'ffffffffffffff', DROP);
  check(2 ** -56, 'ffffffffffffff', SAMPLE);
  check(2 ** -56, 'fffffffffffffe', DROP);
  check(2 ** -57, 'ffffffffffffff', DROP);
});

test('the parent plays no part', () => {
  const sampler = new Probability(0.5);
  const traceId = traceIdEndingIn('ffffffffffffff');
  expect(sampler.decide(createSeed({ traceId, parent: LOCAL_UNSAMPLED }))).toBe(SAMPLE);
  const other = traceIdEndingIn('00000000000000');
  expect(sampler.decide(createSeed({ traceId: other, parent: REMOTE_SAMPLED }))).toBe(DROP);
});

test('what a lower ratio keeps, a higher one keeps', () => {
  const ratios = fc.double({ min: 0, max: 1, noNaN: true });
  const digits = fc.stringMatching(/^[0-9a-f]{14}$/);
  fc.assert(
    fc.property(ratios, ratios, digits, (one, other, random) => {
      const decide = (ratio: number): number =>
        new Probability(ratio).decide(createSeed({ traceId: traceIdEndingIn(random) }));
      expect(decide(Math.min(one, other))).toBeLessThanOrEqual(decide(Math.max(one, other)));
    }),
    { numRuns: 2000 },
  );
});

test('keeps as many of evenly spread ids as the ratio says', () => {
  const count = 10_000;
  for (const ratio of [0.001, 0.01, 0.1, 0.5, 0.9]) {
    const sampler = new Probability(ratio);
    const seed = createSeed();
    let kept = 0;
    for (let index = 0; index < count; index++) {
      const digits = ((BigInt(index) << 56n) / BigInt(count)).toString(16).padStart(14, '0');
      setTraceId(seed, traceIdEndingIn(digits));
      seed.traceStateText = '';
      if (sampler.decide(seed) === SAMPLE) kept++;
    }
    expect(Math.abs(kept - ratio * count), String(ratio)).toBeLessThanOrEqual(1);
  }
});

test('says once that it takes an unmarked trace id for random', () => {
  const sampler = new Probability(0.5);
  sampler.decide(createSeed({ flags: 0 }));
  sampler.decide(createSeed({ flags: 0, parent: REMOTE_SAMPLED, traceState: 'ot=rv:80000000000000' }));
  sampler.decide(createSeed({ parent: REMOTE_SAMPLED }));
  expect(lines).toEqual([]);
  sampler.decide(createSeed({ flags: 0, parent: REMOTE_SAMPLED }));
  forgetReports();
  sampler.decide(createSeed({ flags: 0, parent: REMOTE_SAMPLED }));
  expect(lines).toEqual([expect.stringContaining('callers need W3C Trace Context Level 2')]);
});
