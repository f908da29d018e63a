import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { createSeed, LOCAL_SAMPLED, REMOTE_UNSAMPLED, setTraceId, traceIdEndingIn } from './fixtures/seed.ts';
import { DROP, SAMPLE } from './sampler.ts';
import { TraceIdRatio } from './trace-id-ratio.ts';

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  forgetReports();
  setReportSink((line) => lines.push(line));
});

test('describes itself with its ratio', () => {
  expect(String(new TraceIdRatio(0.1))).toBe('TraceIdRatioBased{0.1}');
  expect(String(new TraceIdRatio(0.0001))).toBe('TraceIdRatioBased{0.0001}');
});

test('keeps traces whose last 7 bytes reach the threshold', () => {
  const check = (ratio: number, digits: string, decision: number): void =>
    expect(new TraceIdRatio(ratio).decide(createSeed({ traceId: traceIdEndingIn(digits) })), `${ratio} ${digits}`).toBe(
      decision,
    );
  check(0.5, '80000000000000', SAMPLE);
  check(0.5, '7fffffffffffff', DROP);
  check(0.25, 'c0000000000000', SAMPLE);
  check(0.25, 'bfffffffffffff', DROP);
  check(0.1, 'e6666666666666', SAMPLE);
  check(0.1, 'e6666666666665', DROP);
  check(1, '00000000000000', SAMPLE);
  check(0, 'ffffffffffffff', DROP);
  check(2 ** -56, 'ffffffffffffff', SAMPLE);
  check(2 ** -56, 'fffffffffffffe', DROP);
});

test('only the last 7 bytes count', () => {
  const sampler = new TraceIdRatio(0.5);
  expect(sampler.decide(createSeed({ traceId: 'ffffffffffffffffff00000000000000' }))).toBe(DROP);
  expect(sampler.decide(createSeed({ traceId: '00000000000000000080000000000000' }))).toBe(SAMPLE);
});

test('what a lower ratio keeps, a higher one keeps', () => {
  const ratios = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(ratios, ratios, fc.stringMatching(/^[0-9a-f]{14}$/), (one, other, digits) => {
      const decide = (ratio: number): number =>
        new TraceIdRatio(ratio).decide(createSeed({ traceId: traceIdEndingIn(digits) }));
      expect(decide(Math.min(one, other))).toBeLessThanOrEqual(decide(Math.max(one, other)));
    }),
    { numRuns: 2000 },
  );
});

test('keeps the share of random ids that the ratio says', () => {
  const sampler = new TraceIdRatio(0.1);
  const seed = createSeed();
  const count = 20_000;
  let kept = 0;
  // A fixed generator: the same ids in every run.
  let state = 0x2545_f491_4f6c_dd1dn;
  for (let index = 0; index < count; index++) {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    setTraceId(seed, traceIdEndingIn((state >> 8n).toString(16).padStart(14, '0')));
    if (sampler.decide(seed) === SAMPLE) kept++;
  }
  expect(kept / count).toBeCloseTo(0.1, 2);
});

test('ignores the parent, drops its threshold and says once that traces may be incomplete', () => {
  const sampler = new TraceIdRatio(0.5);
  const kept = createSeed({
    traceId: traceIdEndingIn('ffffffffffffff'),
    parent: REMOTE_UNSAMPLED,
    traceState: 'a=1,ot=th:c',
  });
  expect(sampler.decide(kept)).toBe(SAMPLE);
  expect(kept.traceStateText).toBe('a=1');
  forgetReports();
  expect(sampler.decide(createSeed({ traceId: traceIdEndingIn('00000000000000'), parent: LOCAL_SAMPLED }))).toBe(DROP);
  expect(lines).toEqual([expect.stringContaining('use parentbased_traceidratio')]);
});

test('says nothing as the sampler of root spans', () => {
  const sampler = new TraceIdRatio(0.5);
  sampler.decide(createSeed());
  expect(lines).toEqual([]);
});
