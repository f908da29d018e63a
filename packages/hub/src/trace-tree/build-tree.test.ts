import { describe, expect, test } from 'vitest';
import { buildTree } from './build-tree.ts';
import type { PlacedHead, SpanHead } from './span-head.ts';

const T0 = 1_700_000_000_000_000_000n;

function span(
  spanId: string,
  parentSpanId: string,
  [start, end]: [number, number],
  more: Partial<SpanHead> = {},
): SpanHead {
  return {
    traceId: 'a'.repeat(32),
    spanId,
    parentSpanId,
    name: spanId,
    service: 'shop',
    kind: 'internal',
    status: 'unset',
    startUnixNano: String(T0 + BigInt(start)),
    durationNs: end - start,
    resource: {},
    eventTimes: [],
    linkCount: 0,
    ...more,
  };
}

/** Each span as `depth name self`, with `*` on the critical path and its issues. */
function draw(spans: readonly PlacedHead[]): string[] {
  return spans.map(
    ({ depth, name, selfNs, critical, issues }) =>
      `${'  '.repeat(depth)}${name} ${selfNs}${critical ? ' *' : ''}${issues.map((issue) => ` ${issue}`).join('')}`,
  );
}

const check = (spans: readonly SpanHead[], expected: readonly string[]): void => {
  expect(draw(buildTree(spans))).toEqual(expected);
};

describe('buildTree', () => {
  test('an empty trace', () => check([], []));

  test('depth first, children by start, whatever the order of arrival', () =>
    check(
      [span('c', 'b', [30, 40]), span('d', 'a', [60, 90]), span('a', '', [0, 100]), span('b', 'a', [10, 50])],
      ['a 30 *', '  b 30 *', '    c 10 *', '  d 30 *'],
    ));

  test('of two that run at once, the one that ended last is critical', () =>
    check(
      [span('a', '', [0, 100]), span('fast', 'a', [10, 50]), span('slow', 'a', [10, 90])],
      ['a 20 *', '  slow 80 *', '  fast 40'],
    ));

  test('a job that outlives its caller is followed', () =>
    check(
      [span('request', '', [0, 10]), span('send', 'request', [5, 8]), span('job', 'send', [50, 500])],
      ['request 7 *', '  send 3 *', '    job 450 *'],
    ));

  test('overlapping children are counted once', () =>
    check(
      [span('a', '', [0, 100]), span('b', 'a', [0, 60]), span('c', 'a', [40, 80]), span('d', 'a', [90, 200])],
      ['a 10 *', '  b 60 *', '  c 40 *', '  d 110 *'],
    ));

  test('a missing parent makes a root and is said', () =>
    check([span('a', '', [0, 9]), span('b', 'gone', [1, 2])], ['a 9 *', 'b 1 orphan']));

  test('a span that is its own parent', () => check([span('a', 'a', [0, 9])], ['a 9 * cycle']));

  test('a ring is cut once, and nothing is lost', () => {
    const tree = buildTree([span('a', 'c', [0, 9]), span('b', 'a', [1, 8]), span('c', 'b', [2, 7])]);
    expect(tree.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c']);
    expect(tree.flatMap(({ issues }) => issues)).toEqual(['cycle']);
  });

  test('a repeated span id', () =>
    check(
      [span('a', '', [0, 9]), span('b', 'a', [1, 3]), span('b', 'a', [4, 6]), span('c', 'b', [2, 3])],
      ['a 5 *', '  b 1 *', '    c 1 *', '  b 2 * duplicate-id'],
    ));

  test('a start of 0 does not stretch the trace', () => {
    const [first] = buildTree([span('a', '', [0, 9]), span('b', 'a', [0, 5], { startUnixNano: '0' })]);
    expect(first).toMatchObject({ name: 'a', offsetNs: 0 });
    check([span('b', '', [0, 5], { startUnixNano: '0' })], ['b 5 * invalid-time']);
  });

  test('clocks that differ are marked between places, not within one', () => {
    check([span('a', '', [10, 90]), span('b', 'a', [5, 20], { service: 'other' })], ['a 70 *', '  b 15 * clock-skew']);
    check([span('a', '', [10, 90]), span('b', 'a', [5, 20])], ['a 70 *', '  b 15 *']);
  });

  test('a chain of 10,000 and a fan of 100,000', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? '' : `s${i - 1}`, [i, 20_000 - i]));
    expect(buildTree(chain).at(-1)).toMatchObject({ depth: 9999, critical: true });
    const fan = Array.from({ length: 100_000 }, (_, i) => span(`s${i}`, i === 0 ? '' : 's0', [i, i + 1]));
    expect(buildTree(fan)[0]).toMatchObject({ childCount: 99_999, descendantCount: 99_999 });
  });
});
