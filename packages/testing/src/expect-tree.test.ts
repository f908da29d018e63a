import { trace } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import { describe, expect, test } from 'vitest';
import { captureSpans } from './capture-spans.ts';
import type { CapturedSpans } from './captured-spans.ts';
import type { SpanAssertionError } from './errors.ts';
import { expectTree } from './expect-tree.ts';
import { type SpanExpectation, type SpanForest, type SpanTree, tree, unordered } from './tree.ts';

/** POST /tasks → create_task (validate fails and is caught), then two inserts. */
const spans = await captureSpans(() =>
  withSpan('POST /tasks', { kind: 1 }, () => {
    withSpan('create_task', { 'task.id': 7, 'task.tags': ['a', 'b'], ok: true }, (span) => {
      span.addEvent('creating', { step: 1 });
      span.addEvent('created');
      try {
        withSpan('validate', () => {
          throw new TypeError('no title');
        });
      } catch {}
    });
    withSpan('insert', { 'row.number': 1 }, () => null);
    withSpan('insert', { 'row.number': 2 }, () => null);
  }),
);

const validate = tree('validate', { status: 'error' });
const inserts = [tree('insert', { 'row.number': 1 }), tree('insert', { 'row.number': 2 })];

function whole(...parts: SpanExpectation[]): SpanTree {
  return tree('POST /tasks', tree('create_task', validate, ...parts), ...inserts);
}

/** The marked lines of the message, without the headline. */
function diffOf(captured: CapturedSpans, ...expected: (SpanTree | SpanForest)[] | [string]): string {
  try {
    expectTree(captured, ...(expected as SpanTree[]));
  } catch (error) {
    return (error as Error).message.split('\n\n')[1].trimEnd();
  }
  throw new Error('cannot see a difference: got none, need one');
}

describe('a tree that fits', () => {
  const fitting: [string, SpanTree | SpanForest | string][] = [
    ['by names alone', tree('POST /tasks', tree('create_task', validate), tree('insert'), tree('insert'))],
    ['by a pattern for a name', tree(/^POST /, tree('create_task', validate), ...inserts)],
    ['with a kind', tree('POST /tasks', { kind: 'server' }, tree('create_task', validate), ...inserts)],
    ['with attributes', whole({ attributes: { 'task.id': 7 }, 'task.tags': ['a', 'b'] })],
    [
      'with a pattern, a function and a matcher',
      whole({ 'task.id': expect.any(Number), 'task.tags': (tags: unknown) => Array.isArray(tags) }),
    ],
    ['with an attribute that is absent', whole({ 'task.owner': undefined })],
    ['with a status', whole({ status: 'ok' })],
    ['with events', whole({ events: [{ name: 'creating', attributes: { step: 1 } }, 'created'] })],
    ['without an exception', whole({ exception: false })],
    ['with an exception by type', withValidate({ exception: 'TypeError' })],
    ['with an exception by message', withValidate({ exception: /title$/ })],
    ['with an exception by both', withValidate({ exception: { type: 'TypeError', message: 'no title' } })],
    ['with the text of a status', withValidate({ status: { code: 'error', message: /title/ } })],
    ['in any order', tree('POST /tasks', unordered(...inserts.toReversed(), tree('create_task', validate)))],
    [
      'in any order, where a pattern must leave its first choice',
      tree(
        'POST /tasks',
        unordered(tree(/insert|create/, validate), tree(/insert/), tree('insert', { 'row.number': 1 })),
      ),
    ],
    ['as a text', 'POST /tasks [server]\n  create_task [ok]\n    validate [error: no title]\n  insert\n  insert'],
    ['as a drawing', '\n  POST /tasks\n  ├─ create_task\n  │  └─ validate [error]\n  ├─ insert\n  └─ insert\n'],
  ];

  function withValidate(part: SpanExpectation): SpanTree {
    return tree('POST /tasks', tree('create_task', tree('validate', { status: 'error' }, part)), ...inserts);
  }

  test.each(fitting)('%s', (_, expected) => {
    expect(() => expectTree(spans, ...([expected] as [string]))).not.toThrow();
  });
});

describe('the difference', () => {
  const cases: [string, SpanTree | SpanForest | string, string][] = [
    [
      'of a missing span',
      tree('POST /tasks', tree('create_task', validate, tree('audit', tree('write'))), ...inserts),
      `  POST /tasks
    create_task
      validate
        · status error
-     audit
-       write
    insert
      · row.number: 1
    insert
      · row.number: 2`,
    ],
    [
      'of a surplus span, with its error',
      tree('POST /tasks', tree('create_task'), ...inserts),
      `  POST /tasks
    create_task
+     validate
+       · status error: no title
+       · exception TypeError: no title
    insert
      · row.number: 1
    insert
      · row.number: 2`,
    ],
    [
      'of the order',
      tree('POST /tasks', ...inserts, tree('create_task', validate)),
      `  POST /tasks
+   create_task
+     validate
+       · status error: no title
+       · exception TypeError: no title
    insert
      · row.number: 1
    insert
      · row.number: 2
-   create_task
-     validate`,
    ],
    [
      'of an error that nobody expected',
      tree('POST /tasks', tree('create_task', tree('validate')), ...inserts),
      `  POST /tasks
    create_task
      validate
+       · status error: no title
    insert
      · row.number: 1
    insert
      · row.number: 2`,
    ],
    [
      'of everything that a span can have',
      whole({
        kind: 'client',
        status: 'error',
        'task.id': 8,
        'task.owner': 'ann',
        events: ['created', 'creating', 'done'],
        exception: 'RangeError',
        ended: false,
      }),
      `  POST /tasks
    create_task
-     · kind client
+     · kind internal
-     · status error
+     · status ok
-     · task.id: 8
+     · task.id: 7
-     · task.owner: 'ann'
-     · event created
+     · event creating {step: 1}
-     · event creating
+     · event created
-     · event done
-     · exception RangeError: (any)
-     · not ended
      validate
        · status error
    insert
      · row.number: 1
    insert
      · row.number: 2`,
    ],
    [
      'of equal names: each stands beside what it is most like',
      tree('POST /tasks', tree('create_task', validate), tree('insert', { 'row.number': 2 })),
      `  POST /tasks
    create_task
      validate
        · status error
+   insert
    insert
      · row.number: 2`,
    ],
    [
      'in any order',
      tree(
        'POST /tasks',
        unordered(
          tree('insert', { 'row.number': 2 }),
          tree('create_task', validate),
          tree('insert', { 'row.number': 3 }),
        ),
      ),
      `  POST /tasks
    insert
      · row.number: 2
    create_task
      validate
        · status error
    insert
-     · row.number: 3
+     · row.number: 1`,
    ],
    [
      'of a text',
      'GET /tasks',
      `- GET /tasks
+ POST /tasks
+   create_task
+     validate
+       · status error: no title
+       · exception TypeError: no title
+   insert
+   insert`,
    ],
  ];

  test.each(cases)('%s', (_, expected, diff) => {
    expect(`  ${diffOf(spans, ...([expected] as [string])).trimStart()}`).toBe(`  ${diff.trimStart()}`);
  });

  test('is also on the error, for the runner', () => {
    const run = () => expectTree(spans, tree('POST /tasks', tree(/create/, validate), tree('insert')));
    expect(run).toThrow(
      expect.objectContaining({
        name: 'SpanAssertionError',
        code: 'TL_SPAN_TREE',
        expected: 'POST /tasks\n  /create/\n    validate\n      · status error\n  insert',
        actual: 'POST /tasks\n  /create/\n    validate\n      · status error\n  insert\n  insert',
      }),
    );
  });
});

test('several roots stand beside each other', async () => {
  const two = await captureSpans(() => {
    withSpan('a', () => null);
    withSpan('b', () => null);
  });
  expectTree(two, tree('a'), tree('b'));
  expectTree(two, unordered(tree('b'), tree('a')));
  expectTree(two, 'a\nb');
  expect(() => expectTree(two, tree('a'))).toThrow('+ b');
  expect(() => expectTree(two, tree('b'), tree('a'))).toThrow('- b\n  a\n+ b');
});

test('no tree stands for no span', async () => {
  const none = await captureSpans(() => null);
  expectTree(none);
  expectTree(none, '');
  expect(() => expectTree(none, tree('a'))).toThrow('- a');
});

test('a span that has not ended is a difference', async () => {
  const open = await captureSpans(() => trace.getTracer('tests').startSpan('forgotten'), { settleMs: 1 });
  expect(() => expectTree(open, tree('forgotten'))).toThrow('  forgotten\n+   · not ended');
  expectTree(open, tree('forgotten', { ended: false }));
});

test('the stack begins where the test calls', () => {
  try {
    expectTree(spans, tree('a'));
  } catch (error) {
    const frame = (error as SpanAssertionError).stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
    expect(frame).toContain('expect-tree.test.ts');
  }
  expect.assertions(1);
});

test('an unknown key of an expectation is refused', () => {
  expect(() => tree('a', { attribute: {} } as SpanExpectation)).toThrow(
    'cannot expect of span a: got key "attribute", need kind, status, attributes, events, exception, ended, or an attribute with a dot',
  );
});

test('two thousand siblings with a difference in the middle', async () => {
  const many = await captureSpans(() => {
    for (let row = 0; row < 2000; row += 1) withSpan('row', { 'row.number': row }, () => null);
  });
  const rows = Array.from({ length: 2000 }, (_, row) => tree('row', { 'row.number': row }));
  expectTree(many, ...rows);
  rows.splice(1000, 1);
  const diff = diffOf(many, ...rows);
  expect(diff.match(/^[-+].*/gm)).toEqual(['+ row']);
});
