import type { Context, Sampler as StandardSampler, SamplingResult } from '@opentelemetry/api';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { beforeEach, expect, test } from 'vitest';
import { getSpan, ROOT, withSpan } from '../context/context.ts';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { NonRecordingSpan } from '../trace/non-recording-span.ts';
import { CustomSampler } from './custom.ts';
import { createSeed, LOCAL_SAMPLED, LOCAL_UNSAMPLED, REMOTE_SAMPLED, traceIdEndingIn } from './fixtures/seed.ts';
import { DROP, RECORD, SAMPLE } from './sampler.ts';

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  forgetReports();
  setReportSink((line) => lines.push(line));
});

function answering(result: unknown): CustomSampler {
  return new CustomSampler({ shouldSample: () => result as SamplingResult, toString: () => 'Mine' });
}

test('asks with what a standard sampler expects', () => {
  const calls: unknown[][] = [];
  const sampler: StandardSampler = {
    shouldSample: (...args: unknown[]) => {
      calls.push(args);
      return { decision: SAMPLE };
    },
  };
  const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
  const attributes = { a: 1 };
  const seed = createSeed({ name: 'work', kind: 3, attributes, links: [link] });
  expect(new CustomSampler(sampler).decide(seed)).toBe(SAMPLE);
  expect(calls).toEqual([[ROOT, '0af7651916cd43dd8448eb211c80319c', 'work', 3, { a: 1 }, [link]]]);
  new CustomSampler(sampler).decide(createSeed());
  expect(calls[1].slice(4)).toEqual([{}, []]);
});

test('what the sampler does to its arguments does not reach the span', () => {
  const attributes = { a: 1 };
  const vandal: StandardSampler = {
    shouldSample: (_context, _traceId, _name, _kind, given, links) => {
      given['b'] = 2;
      links.length = 0;
      return { decision: SAMPLE };
    },
  };
  const link = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
  const seed = createSeed({ attributes, links: [link] });
  new CustomSampler(vandal).decide(seed);
  expect(seed.options).toEqual({ attributes: { a: 1 }, links: [link] });
});

test('takes decision, attributes and trace state from the answer', () => {
  const check = (result: unknown, expected: [number, unknown, string]): void => {
    const seed = createSeed({ traceState: 'a=1' });
    const decision = answering(result).decide(seed);
    expect([decision, seed.samplerAttributes, seed.traceStateText]).toEqual(expected);
  };
  check({ decision: 0 }, [DROP, undefined, 'a=1']);
  check({ decision: 1 }, [RECORD, undefined, 'a=1']);
  check({ decision: 2, attributes: { why: 'rule' } }, [SAMPLE, { why: 'rule' }, 'a=1']);
  check({ decision: 2, traceState: { serialize: () => 'b=2' } }, [SAMPLE, undefined, 'b=2']);
  check({ decision: 2, traceState: { serialize: () => '' } }, [SAMPLE, undefined, '']);
  check({ decision: 2, attributes: 'no object', traceState: null }, [SAMPLE, undefined, 'a=1']);
  expect(lines).toEqual([]);
});

test('what is no decision is reported, and the parent decides', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  for (const result of [undefined, null, 'yes', {}, { decision: 3 }, { decision: '2' }, circular, Promise.resolve()]) {
    forgetReports();
    lines = [];
    expect(answering(result).decide(createSeed())).toBe(SAMPLE);
    expect(answering(result).decide(createSeed({ parent: LOCAL_SAMPLED }))).toBe(SAMPLE);
    expect(answering(result).decide(createSeed({ parent: LOCAL_UNSAMPLED }))).toBe(DROP);
    expect(lines).toEqual([expect.stringContaining('cannot ask the sampler Mine: got ')]);
  }
});

test('what the sampler throws is reported, and the parent decides', () => {
  for (const thrown of [
    new Error('broken'),
    'text',
    null,
    {
      toString: () => {
        throw new Error('twice');
      },
    },
  ]) {
    forgetReports();
    lines = [];
    const sampler = new CustomSampler({
      shouldSample: () => {
        throw thrown;
      },
    });
    expect(sampler.decide(createSeed({ parent: LOCAL_UNSAMPLED }))).toBe(DROP);
    expect(sampler.decide(createSeed())).toBe(SAMPLE);
    expect(lines).toHaveLength(1);
  }
});

test('an answer whose trace state throws counts as none', () => {
  const broken = () => {
    throw new Error('broken');
  };
  const seed = createSeed({ parent: LOCAL_UNSAMPLED, traceState: 'a=1' });
  expect(answering({ decision: 2, traceState: { serialize: broken } }).decide(seed)).toBe(DROP);
  expect([seed.traceStateText, seed.samplerAttributes]).toEqual(['a=1', undefined]);
});

test('describes itself by the sampler, whatever that does', () => {
  expect(String(answering({ decision: 2 }))).toBe('Mine');
  const broken = { shouldSample: () => ({ decision: 2 }), toString: () => 1 as unknown as string };
  expect(String(new CustomSampler(broken))).toBe('1');
  const throwing = {
    shouldSample: () => ({ decision: 2 }),
    toString: (): string => {
      throw new Error('broken');
    },
  };
  expect(String(new CustomSampler(throwing))).toBe('Custom');
});

test('a parent that only the seed knows is in the context', () => {
  let context: Context = ROOT;
  const sampler = new CustomSampler({
    shouldSample: (given) => {
      context = given;
      return { decision: 2 };
    },
  });
  const seed = createSeed({ parent: REMOTE_SAMPLED });
  sampler.decide(seed);
  expect(getSpan(context)?.spanContext()).toMatchObject({ spanId: '0000000100000002', isRemote: true });
  const active = new NonRecordingSpan(seed);
  seed.context = withSpan(ROOT, active);
  sampler.decide(seed);
  expect(getSpan(context)).toBe(active);
});

test('samplers of the SDK work', () => {
  const sampler = new CustomSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) }));
  expect(sampler.decide(createSeed())).toBe(DROP);
  expect(sampler.decide(createSeed({ parent: REMOTE_SAMPLED }))).toBe(SAMPLE);
  expect(sampler.decide(createSeed({ parent: LOCAL_UNSAMPLED }))).toBe(DROP);
  expect(String(sampler)).toContain('ParentBased{root=TraceIdRatioBased{0}');
  expect(
    new CustomSampler(new TraceIdRatioBasedSampler(1)).decide(createSeed({ traceId: traceIdEndingIn('0'.repeat(14)) })),
  ).toBe(SAMPLE);
  expect(lines).toEqual([]);
});
