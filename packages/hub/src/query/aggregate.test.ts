import * as fc from 'fast-check';
import { evaluatePipeline, formatField, isTraceField } from '@throughline/query-language';
import type { Field, Pipeline, PipelineRow, QuerySpan, Spanset } from '@throughline/query-language';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aggregate } from './aggregate.ts';
import type { AggregateOptions, Computation } from './aggregate.ts';
import { ODD_SPANS } from './fixtures/odd-spans.ts';
import { expectSpans, ODD_PART, ODD_RANGE, openOddStore } from './fixtures/odd-store.ts';
import { pipeline as anyPipeline } from './fixtures/pipelines.ts';
import { query as anyQuery } from './fixtures/queries.ts';
import type { TestStore } from './fixtures/test-store.ts';
import type { TimeRange } from './search-options.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openOddStore();
}, 60_000);

afterAll(() => testStore.close());

const computation: fc.Arbitrary<Computation> = fc
  .tuple(anyQuery, anyPipeline)
  .map(([{ spanset, from, to }, pipeline]) => ({ type: 'query', spanset, pipeline, from, to }));

function secondsOf({ startUnixNano, endUnixNano }: TimeRange): number {
  return Number(endUnixNano - startUnixNano) / 1e9;
}

/** Series as text, so that they can be compared in any order. */
function describeSeries(pipeline: Pipeline, rows: readonly PipelineRow[]): string[] {
  return rows
    .map(({ key, values }) => `${describeKey(pipeline, key)} ${values.map(describeNumber).join(' ')}`)
    .toSorted();
}

/** A label that is absent is one that is null. Fields may be there twice. */
function describeKey({ by }: Pipeline, key: PipelineRow['key']): string {
  const labels = by.flatMap((field, i) => (key[i] === null ? [] : [`${formatField(field)}=${key[i]}`]));
  return JSON.stringify([...new Set(labels)].toSorted());
}

/** The last digits of a sum depend on the order of its parts. */
function describeNumber(value: number | null): string {
  return typeof value === 'number' && Number.isFinite(value) ? value.toPrecision(9).replace(/^-0/, '0') : String(value);
}

type Series = Awaited<ReturnType<typeof aggregate>>['series'][number];

async function compute(query: Computation, options: AggregateOptions): Promise<readonly Series[]> {
  return (await aggregate(testStore.store.engine, query, options)).series;
}

function describeAnswer(labels: Series['labels'], values: PipelineRow['values']): string {
  const pairs = Object.entries(labels).map((label) => label.join('='));
  return `${JSON.stringify(pairs.toSorted())} ${values.map(describeNumber).join(' ')}`;
}

test('any computation has the totals that the evaluator has', { timeout: 300_000 }, async () => {
  const range = { startUnixNano: ODD_RANGE.startUnixNano, endUnixNano: ODD_RANGE.startUnixNano + 86_400_000_000_000n };
  const property = fc.asyncProperty(computation, async (query) => {
    const expected = evaluatePipeline(query, ODD_SPANS, { rangeSeconds: secondsOf(range) });
    fc.pre(expected.length <= 100);
    const series = await compute(query, { ...range, stepSeconds: 3600 });
    const totals = series.map(({ labels, total }) => describeAnswer(labels, total));
    expect(totals.toSorted()).toEqual(describeSeries(query.pipeline, expected));
  });
  await fc.assert(property, { numRuns: 30 });
});

const EVERYTHING: Spanset = { type: 'filter', expression: null, from: 0, to: 0 };

/** What the evaluator says of the spans of one step: about traces it can say nothing, since it sees a part of them. */
function expectStep(query: Computation, spans: readonly QuerySpan[], rangeSeconds: number): string[] {
  if (spans.length === 0) return [];
  const pipeline = { ...query.pipeline, having: null };
  return describeSeries(
    pipeline,
    evaluatePipeline({ ...query, spanset: EVERYTHING, pipeline }, spans, { rangeSeconds }),
  );
}

/** A series without spans in a step. */
const BLANK = /\](?: (?:0\.00000000|null))+$/;

function isAboutTraces({ by, aggregates }: Pipeline): boolean {
  const isTrace = (field: Field | null): boolean => field !== null && isTraceField(field);
  return by.some(isTrace) || aggregates.some(({ field }) => isTrace(field));
}

test(
  'each step has what the evaluator says of its spans, in a range that cuts traces in two',
  { timeout: 300_000 },
  async () => {
    const stepSeconds = 2;
    const stepNs = BigInt(stepSeconds) * 1_000_000_000n;
    const property = fc.asyncProperty(computation, async (any) => {
      fc.pre(!isAboutTraces(any.pipeline));
      const query = { ...any, pipeline: { ...any.pipeline, having: null } };
      const series = await compute(query, { ...ODD_PART, stepSeconds });
      fc.pre(series.length < 100);
      const spansOf = Map.groupBy(expectSpans(query, ODD_PART), ({ startUnixNano }) => startUnixNano / stepNs);
      for (const [i, { timeUnixNano }] of (series[0]?.points ?? []).entries()) {
        const points = series.map(({ labels, points: all }) => ({ labels, values: all[i].values }));
        const spans = spansOf.get(BigInt(timeUnixNano) / stepNs) ?? [];
        const got = points.map(({ labels, values }) => describeAnswer(labels, values));
        const expected = expectStep(query, spans, stepSeconds);
        expect(got).toEqual(expect.arrayContaining(expected));
        expect(got.filter((one) => !expected.includes(one) && !BLANK.test(one))).toEqual([]);
        spansOf.delete(BigInt(timeUnixNano) / stepNs);
      }
      expect([...spansOf.keys()]).toEqual([]);
    });
    await fc.assert(property, { numRuns: 15 });
  },
);
