import { describe, expect, test } from 'vitest';
import { answerOf, outlineOf } from '../fixtures/outline.ts';
import { collapseService, findVisible, formatCollapse, parseCollapse, revealPlace, toggleAt } from './collapse.ts';
import { describeDropped, describeNotices } from './incomplete.ts';
import { sumOperations } from './operations.ts';
import { FLAG_ERROR, FLAG_ISSUE, labelAt, placeOf, readOutline, spanIdAt } from './outline.ts';
import { formatZoom, parseZoom, ticksOf, zoomBy } from './zoom.ts';

const LINES = [
  'web/GET 0-100', // 0
  '  web/check 0-10', // 1
  '  api/GET 10-90', // 2
  '    api/render 10-20', // 3
  '    db/query 20-80 !', // 4
  '      db/lock 30-40', // 5
  '  web/send 90-100', // 6
];
const outline = outlineOf(LINES);

describe('readOutline', () => {
  test('parents', () => expect([...outline.parent]).toEqual([-1, 0, 0, 2, 2, 4, 0]));
  test('flags', () => {
    expect(outline.flags[4]).toBe(FLAG_ERROR);
    expect(readOutline(answerOf(LINES, { orphan: [1], error: [1] })).flags[1]).toBe(FLAG_ERROR | FLAG_ISSUE);
  });
  test('events by span', () => {
    const { events } = readOutline({ ...answerOf(LINES), events: [1, 5, 4, 30, 4, 31] });
    expect(events.get(4)).toEqual([30, 31]);
  });
  test('ids and labels', () => {
    expect(spanIdAt(outline, 4)).toBe('0000000000000004');
    expect(placeOf(outline, '0000000000000004')).toBe(4);
    expect(placeOf(outline, 'ffffffffffffffff')).toBe(-1);
    expect(placeOf(outline, '00000000')).toBe(-1);
    expect(labelAt(outline, 4)).toEqual({ name: 'query', service: 'db' });
  });
});

describe('collapse', () => {
  test.each([
    ['', [0, 1, 2, 3, 4, 5, 6]],
    ['depth:1', [0, 1, 2, 6]],
    ['depth:0', [0]],
    ['depth:9', [0, 1, 2, 3, 4, 5, 6]],
    ['~2', [0, 1, 2, 6]],
    ['~4', [0, 1, 2, 3, 4, 6]],
    ['depth:1~2', [0, 1, 2, 3, 4, 6]],
    ['depth:1~2,4', [0, 1, 2, 3, 4, 5, 6]],
    ['hops', [0, 2, 4]],
    ['~1', [0, 1, 2, 3, 4, 5, 6]],
    ['nonsense~x', [0, 1, 2, 3, 4, 5, 6]],
  ])('%j shows %j', (text, visible) => expect([...findVisible(outline, parseCollapse(text))]).toEqual(visible));

  test.each(['', 'depth:3', 'hops', 'depth:1~2,4', '~7'])('%j is written as it was read', (text) =>
    expect(formatCollapse(parseCollapse(text))).toBe(text),
  );

  test('a click folds, another unfolds', () => {
    const once = toggleAt(parseCollapse(''), 2);
    expect(formatCollapse(once)).toBe('~2');
    expect(formatCollapse(toggleAt(once, 2))).toBe('');
  });

  test.each(['depth:0', 'depth:1', '~0,2,4', 'hops', ''])('a place hidden by %j is revealed', (text) => {
    const revealed = revealPlace(outline, parseCollapse(text), 5);
    expect([...findVisible(outline, revealed)]).toContain(5);
  });

  test('a service is folded where it is entered', () =>
    expect([...findVisible(outline, collapseService(outline, parseCollapse(''), 1))]).toEqual([0, 1, 2, 6]));

  test('a chain of 10,000 and 100,000 spans are no matter', () => {
    const chain = outlineOf(Array.from({ length: 300 }, (_, i) => `${'  '.repeat(i)}a/b ${i}-1000`));
    expect(findVisible(chain, parseCollapse('depth:150'))).toHaveLength(151);
  });
});

describe('zoom', () => {
  test.each([
    [undefined, { fromNs: 0, toNs: 100 }],
    ['10-50', { fromNs: 10, toNs: 50 }],
    ['50-10', { fromNs: 0, toNs: 100 }],
    ['100-200', { fromNs: 0, toNs: 100 }],
    ['x', { fromNs: 0, toNs: 100 }],
  ])('%s', (text, expected) => expect(parseZoom(text, 100)).toEqual(expected));

  test('written, unless it is everything', () => {
    expect(formatZoom({ fromNs: 10, toNs: 50 }, 100)).toBe('10-50');
    expect(formatZoom({ fromNs: 0, toNs: 100 }, 100)).toBeUndefined();
  });

  test('closer and further keep the place of the pointer and the ends of the trace', () => {
    const closer = zoomBy({ fromNs: 0, toNs: 100 }, 0.5, { aroundNs: 50, durationNs: 100 });
    expect(closer).toEqual({ fromNs: 25, toNs: 75 });
    expect(zoomBy(closer, 4, { aroundNs: 50, durationNs: 100 })).toEqual({ fromNs: 0, toNs: 100 });
    expect(zoomBy({ fromNs: 5, toNs: 6 }, 0.5, { aroundNs: 5, durationNs: 100 })).toEqual({ fromNs: 5, toNs: 6 });
  });

  test.each([
    [{ fromNs: 0, toNs: 100 }, 5, [0, 20, 40, 60, 80, 100]],
    [{ fromNs: 13, toNs: 37 }, 4, [20, 30]],
    [{ fromNs: 0, toNs: 1 }, 5, [0, 1]],
  ])('ticks of %j', (zoom, count, expected) => expect(ticksOf(zoom, count)).toEqual(expected));
});

test('operations: most own time first, with the longest', () => {
  const twice = outlineOf(['a/x 0-10', '  b/y 0-3', '  b/y 3-9 !']);
  expect(sumOperations(twice)).toEqual([
    { service: 'a', name: 'x', count: 1, errors: 0, totalNs: 10, selfNs: 10, maxNs: 10, longest: 0 },
    { service: 'b', name: 'y', count: 2, errors: 1, totalNs: 9, selfNs: 9, maxNs: 6, longest: 2 },
  ]);
});

describe('notices', () => {
  const titles = (lines: readonly string[], marks: Parameters<typeof answerOf>[1]): string[] =>
    describeNotices(answerOf(lines, marks)).map(({ title }) => title);

  test.each([
    [['a/x 0-10'], {}, []],
    [['a/x 0-10', 'b/y 2-3'], { orphan: [1] }, ['1 span without its parent']],
    [['a/x 0-10', 'b/y 2-3'], { orphan: [0, 1] }, ['2 spans without their parent', 'The root has not arrived']],
    [['a/x 0-10', 'b/y 2-3'], {}, ['2 roots']],
    [['a/x 0-10', '  b/y 2-3'], { 'clock-skew': [1] }, ['1 span that starts before the parent in another process']],
    [['a/x 0-10', 'a/z 0-1'], { cycle: [1] }, ['1 ring of parents']],
  ])('%j %j', (lines, marks, expected) => expect(titles(lines, marks)).toEqual(expected));

  test('whether times are shown as they were sent', () => {
    const answer = answerOf(['a/x 5-10', '  b/y 0-2'], { 'clock-skew': [1] });
    expect(describeNotices(answer)[0].explanation).toContain('as they were sent.');
    expect(describeNotices(answer, Float64Array.of(0, 6))[0].explanation).toContain(
      '1 span moved into the caller, by up to 6 ns',
    );
  });

  test('what the sender left out', () => {
    expect(describeDropped({ attributes: 2, events: 0, links: 1 })).toBe(
      'Left out by the sender’s limits: 2 attributes, 1 link.',
    );
    expect(describeDropped({ attributes: 0, events: 0, links: 0 })).toBeUndefined();
  });
});
