import { withSpan } from '@throughline/node';
import { describe, expect, test } from 'vitest';
import { captureSpans } from './capture-spans.ts';
import type { CapturedSpans } from './captured-spans.ts';
import type { SpanAssertionError } from './errors.ts';

const foreign = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '7d2ea792e2df6a01', traceFlags: 1 };

const spans = await captureSpans(() => {
  withSpan('update_task', { 'task.id': 7, kind: 1 }, (span) => {
    span.addEvent('started', { attempt: 1 }).addLink({ context: foreign });
    withSpan('fetch_task', { 'task.id': 7, 'db.system.name': 'mongodb', ok: true, tracer: 'tasks' }, () => null);
    try {
      withSpan('validate_updates', () => {
        throw new RangeError('title too long');
      });
    } catch {}
  });
  withSpan('notify', { parent: foreign }, () => null);
});

const captured = `update_task [server] {task.id: 7} events: 'started'
├─ fetch_task [ok] {task.id: 7, db.system.name: 'mongodb'}
└─ validate_updates [error: title too long] exception RangeError: title too long
notify [parent not captured]`;

describe('queries', () => {
  const all = ['update_task', 'fetch_task', 'validate_updates', 'notify'];
  const cases: [string, (given: CapturedSpans) => CapturedSpans, string[]][] = [
    ['nothing asked', (given) => given, all],
    ['named', (given) => given.named('fetch_task'), ['fetch_task']],
    ['named by a pattern', (given) => given.named(/task$/), ['update_task', 'fetch_task']],
    ['named by a pattern with state', (given) => given.named(/task$/g), ['update_task', 'fetch_task']],
    ['named is case-sensitive and whole', (given) => given.named('Fetch').named('fetch'), []],
    ['withAttributes', (given) => given.withAttributes({ 'task.id': 7 }), ['update_task', 'fetch_task']],
    [
      'withAttributes: all of them',
      (given) => given.withAttributes({ 'task.id': 7, 'db.system.name': /^mongo/ }),
      ['fetch_task'],
    ],
    ['withAttributes: types count', (given) => given.withAttributes({ 'task.id': '7' }), []],
    [
      'withAttributes: absent',
      (given) => given.withAttributes({ 'task.id': undefined }),
      ['validate_updates', 'notify'],
    ],
    [
      'withAttributes: a matcher',
      (given) => given.withAttributes({ 'task.id': expect.any(Number) }),
      ['update_task', 'fetch_task'],
    ],
    ['withKind', (given) => given.withKind('server'), ['update_task']],
    ['withStatus ok', (given) => given.withStatus('ok'), ['fetch_task']],
    ['withStatus unset', (given) => given.withStatus('unset'), ['update_task', 'notify']],
    ['withStatus error and its text', (given) => given.withStatus('error', 'title too long'), ['validate_updates']],
    ['withStatus error and another text', (given) => given.withStatus('error', /short/), []],
    ['withEvent', (given) => given.withEvent('started'), ['update_task']],
    ['withEvent and attributes', (given) => given.withEvent(/^start/, { attempt: 1 }), ['update_task']],
    ['withEvent and other attributes', (given) => given.withEvent('started', { attempt: 2 }), []],
    ['withEvent: an exception is none', (given) => given.withEvent('exception'), []],
    ['withException', (given) => given.withException(), ['validate_updates']],
    ['withException by type', (given) => given.withException('RangeError'), ['validate_updates']],
    ['withException by message', (given) => given.withException(/long$/), ['validate_updates']],
    ['withException by both, one wrong', (given) => given.withException({ type: 'RangeError', message: 'other' }), []],
    ['childrenOf a name', (given) => given.childrenOf('update_task'), ['fetch_task', 'validate_updates']],
    [
      'childrenOf a span',
      (given) => given.childrenOf(given.named('update_task').single()),
      ['fetch_task', 'validate_updates'],
    ],
    ['roots', (given) => given.roots, ['update_task', 'notify']],
    ['filter', (given) => given.filter((span) => span.tracer === 'tasks'), ['fetch_task']],
    ['a chain', (given) => given.childrenOf(/update/).withStatus('ok'), ['fetch_task']],
  ];

  test.each(cases)('%s', (_, query, names) => {
    const found = query(spans);
    expect(found.names).toEqual(names);
    expect(found).toHaveLength(names.length);
    expect([...found].map((span) => span.name)).toEqual(names);
  });
});

test('single() gives all there is to know about a span', () => {
  const span = spans.named('update_task').single();
  expect(span).toMatchObject({
    kind: 'server',
    status: { code: 'unset', message: undefined },
    attributes: { 'task.id': 7 },
    exceptions: [],
    links: [{ traceId: foreign.traceId, spanId: foreign.spanId }],
    parentSpanId: undefined,
    tracer: '@throughline/node',
    ended: true,
  });
  expect(span.traceId).toMatch(/^[\da-f]{32}$/);
  expect(span.events).toEqual([{ name: 'started', attributes: { attempt: 1 }, offsetMs: expect.any(Number) }]);
  expect(span.durationMs).toBeGreaterThanOrEqual(span.events[0].offsetMs);
  expect(span.children.map((child) => child.parentSpanId)).toEqual([span.spanId, span.spanId]);
  const [exception] = span.children[1].exceptions;
  expect(exception).toEqual({
    type: 'RangeError',
    message: 'title too long',
    stack: expect.stringContaining('.test.ts'),
  });
});

test('a parent in another process has only an id', () => {
  expect(spans.named('notify').single()).toMatchObject({
    parent: undefined,
    parentSpanId: foreign.spanId,
    traceId: foreign.traceId,
  });
});

describe('assertions that hold', () => {
  test.each([
    ['count', () => spans.count(4)],
    ['none', () => spans.named('delete_task').none()],
    ['inOrder: all', () => spans.inOrder('update_task', 'fetch_task', 'validate_updates', 'notify')],
    ['inOrder: some', () => spans.inOrder('fetch_task', 'notify')],
  ])('%s', (_, assertion) => {
    expect(assertion).not.toThrow();
  });
});

describe('assertions that fail', () => {
  const cases: [string, () => unknown, Partial<SpanAssertionError>][] = [
    [
      'single: none',
      () => spans.named('delete_task').withAttributes({ 'task.id': /7/ }).single(),
      {
        code: 'TL_SPAN_COUNT',
        message: `cannot find a single span named 'delete_task' with attributes {task.id: /7/}: got 0, need 1\n\ncaptured:\n${captured}`,
        actual: 0,
        expected: 1,
      },
    ],
    [
      'single: two',
      () => spans.childrenOf('update_task').single(),
      { message: `cannot find a single span below 'update_task': got 2, need 1\n\ncaptured:\n${captured}` },
    ],
    [
      'none',
      () => spans.withStatus('error', /long/).withException('RangeError').withKind('internal').none(),
      {
        message: `cannot find no span with status error /long/ with exception 'RangeError' of kind internal: got 1, need 0\n\ncaptured:\n${captured}`,
      },
    ],
    ['count', () => spans.count(3), { message: `cannot find 3 spans: got 4, need 3\n\ncaptured:\n${captured}` }],
    [
      'inOrder',
      () => spans.inOrder('notify', 'fetch_task'),
      {
        code: 'TL_SPAN_ORDER',
        message: `cannot find spans in order: got update_task, fetch_task, validate_updates, notify, need notify, fetch_task\n\ncaptured:\n${captured}`,
        actual: ['update_task', 'fetch_task', 'validate_updates', 'notify'],
        expected: ['notify', 'fetch_task'],
      },
    ],
  ];

  test.each(cases)('%s', (_, assertion, expected) => {
    expect(assertion).toThrow(expect.objectContaining(expected));
  });

  test('the stack begins where the test calls', () => {
    const stackOf = (assertion: () => unknown) => {
      try {
        assertion();
      } catch (error) {
        return (error as Error).stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
      }
      return undefined;
    };
    for (const [, assertion] of cases) expect(stackOf(assertion)).toContain('captured-spans.test.ts');
  });
});

test('nothing captured says so', async () => {
  const none = await captureSpans(() => null);
  expect(() => none.single()).toThrow('cannot find a single span: got 0, need 1\n\ncaptured:\n(no span)');
});
