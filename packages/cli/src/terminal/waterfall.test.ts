import type { Trace, TreeSpan } from '@throughline/hub';
import { expect, test } from 'vitest';
import { createStyle } from './style.ts';
import { formatWaterfall } from './waterfall.ts';

const MS = 1e6;

function span(fields: Partial<TreeSpan> & Pick<TreeSpan, 'name' | 'depth'>): TreeSpan {
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '',
    service: 'web',
    kind: 'internal',
    status: 'unset',
    statusMessage: '',
    startUnixNano: '0',
    durationNs: 100 * MS,
    attributes: {},
    events: [],
    links: [],
    resource: {},
    scope: { name: '', version: '', attributes: {} },
    traceState: '',
    flags: 1,
    dropped: { attributes: 0, events: 0, links: 0 },
    childCount: 0,
    descendantCount: 0,
    offsetNs: 0,
    selfNs: 0,
    critical: false,
    issues: [],
    ...fields,
  };
}

function trace(...spans: readonly TreeSpan[]): Trace {
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    rootService: 'web',
    rootName: spans[0].name,
    rootStatus: 'unset',
    startUnixNano: '0',
    durationNs: 100 * MS,
    spanCount: spans.length,
    errorCount: spans.filter(({ status }) => status === 'error').length,
    services: [...new Set(spans.map(({ service }) => service))],
    spans,
    window: { offset: 0, limit: 1000 },
    serviceTimes: [],
    logs: [],
  };
}

/** The lines of the spans alone. */
function draw(shown: Trace, width = 72): string[] {
  const lines = formatWaterfall(shown, { style: createStyle(false), width, attributes: false }).split('\n');
  const start = lines.indexOf('') + 1;
  return lines.slice(start, lines.indexOf('', start));
}

test('tree, marks, durations below each other, bars where the time was', () => {
  const shown = trace(
    span({ name: 'GET /order', depth: 0, critical: true, selfNs: 20 * MS }),
    span({ name: 'load', depth: 1, durationNs: 25 * MS, critical: true, selfNs: 25 * MS }),
    span({
      name: 'save',
      depth: 1,
      offsetNs: 50 * MS,
      durationNs: 50 * MS,
      critical: true,
      selfNs: 50 * MS,
      status: 'error',
    }),
    span({ name: 'INSERT', depth: 2, service: 'database', offsetNs: 75 * MS, durationNs: 500_000 }),
  );
  expect(draw(shown)).toEqual([
    'web      GET /order          100 ms  ███████████████████████████████████',
    'web      ├─ load            25.0 ms  █████████',
    'web      ╰─ save ✗ ◀        50.0 ms                   ██████████████████',
    'database    ╰─ INSERT        500 µs                            ▒',
  ]);
  expect(
    draw(trace(span({ name: 'a', depth: 0, durationNs: 1.5e9 }), span({ name: 'b', depth: 0, durationNs: 15 }))),
  ).toEqual([expect.stringContaining(' 1.50 s  '), expect.stringContaining('  15 ns  ')]);
});

test('a name gives way, its marks do not', () => {
  const long = 'a name that is longer than what is there for it, by far';
  const [line] = draw(
    trace(span({ name: long, depth: 0, status: 'error', critical: true, selfNs: 1 }), span({ name: 'b', depth: 1 })),
  );
  expect(line).toMatch(/a name that is .*… ✗ ◀ /);
  expect(line.length).toBeLessThanOrEqual(72);
});

test('a call says where it goes, unless its name does', () => {
  const attributes = { 'url.full': 'http://127.0.0.1:8080/orders?secret=1' };
  const check = (fields: Partial<TreeSpan>, expected: string): void =>
    expect(draw(trace(span({ name: 'GET', depth: 0, kind: 'client', attributes, ...fields })))[0]).toContain(expected);
  check({}, 'web  GET → /orders     ');
  check({ kind: 'server' }, 'web  GET      ');
  check({ name: 'GET /{id}' }, 'web  GET /{id}     ');
  check({ attributes: { 'url.full': 'not a URL' } }, 'web  GET      ');
});

test('errors, what is odd, and attributes stand below the span, harmless', () => {
  const shown = trace(
    span({
      name: 'x\u001b[31m',
      depth: 0,
      status: 'error',
      statusMessage: 'no\nway',
      issues: ['orphan'],
      attributes: { 'user.name': '\u0007' },
    }),
  );
  const text = formatWaterfall(shown, { style: createStyle(false), width: 120, attributes: true });
  expect(text).toContain('x␛[31m ✗');
  expect(text).toContain('no␊way\n');
  expect(text).toContain('its parent is not here');
  expect(text).toContain('user.name = ␇\n');
});

test('no line is wider than the terminal, however deep the tree is', () => {
  const deep = Array.from({ length: 60 }, (_, depth) => span({ name: `step ${depth}`, depth }));
  for (const width of [60, 80, 120])
    expect(draw(trace(...deep), width).filter((line) => line.length > width)).toEqual([]);
  expect(draw(trace(...deep), 80).at(-1)).toContain('step 59');
  const long = trace(
    span({ name: 'n'.repeat(200), depth: 0, service: 's'.repeat(100), critical: true, selfNs: 1 }),
    span({ name: 'b', depth: 1, status: 'error', statusMessage: 'm'.repeat(200) }),
  );
  const text = formatWaterfall(long, { style: createStyle(false), width: 60, attributes: true });
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
});

test('colours: services differ, errors are red, critical is full', () => {
  const shown = trace(
    span({ name: 'a', depth: 0, critical: true }),
    span({ name: 'b', depth: 1, service: 'other', status: 'error' }),
  );
  const text = formatWaterfall(shown, { style: createStyle(true), width: 80, attributes: false });
  expect(text).toContain('\u001b[34m█');
  expect(text).toContain('\u001b[31m▒');
  expect(text).toContain('\u001b[36mother\u001b[39m');
});
