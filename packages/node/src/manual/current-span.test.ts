import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT, withSpan as withSpanIn } from '../context/context.ts';
import { ABSENT_SPAN } from './absent-span.ts';
import { runInContext } from './api-global.ts';
import { addEvent, currentSpan, currentTraceId, recordException, setAttribute, setAttributes } from './current-span.ts';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import { withSpan } from './with-span.ts';

let recorder: Recorder;

beforeEach(() => {
  recorder = startRecorder();
});

afterEach(() => recorder.off());

function describeTask(): void {
  setAttribute('task.id', 7);
  setAttributes({ 'task.priority': 'high', 'task.done': false });
  addEvent('validated', { 'validation.rules_checked': 5 });
  recordException(new TypeError('recovered'));
}

test('the shorthands write on the active span, the innermost', () => {
  withSpan('outer', () => withSpan('inner', describeTask));
  const { attributes, events, status } = recorder.span('inner');
  expect(attributes).toEqual({ 'task.id': 7, 'task.priority': 'high', 'task.done': false });
  expect(events.map((event) => event.name)).toEqual(['validated', 'exception']);
  expect(events[0].attributes).toEqual({ 'validation.rules_checked': 5 });
  expect(events[1].attributes).toMatchObject({ 'exception.type': 'TypeError', 'exception.message': 'recovered' });
  expect(status.code).toBe(0);
  expect(recorder.span('outer').attributes).toEqual({});
});

test('currentTraceId is the trace id of the active span', () => {
  const traceId = withSpan('work', () => currentTraceId());
  expect(traceId).toBe(recorder.span('work').spanContext().traceId);
});

test('a span without a trace has no trace id', () => {
  expect(runInContext(withSpanIn(ROOT, ABSENT_SPAN), currentTraceId)).toBeUndefined();
  expect(runInContext(withSpanIn(ROOT, ABSENT_SPAN), currentSpan)).toBe(ABSENT_SPAN);
});

describe.each([
  ['without an active span', () => {}],
  ['while tracing is off', () => recorder.off()],
])('%s', (_, prepare) => {
  test('the shorthands do nothing', () => {
    prepare();
    expect(describeTask).not.toThrow();
    expect(currentSpan()).toBeUndefined();
    expect(currentTraceId()).toBeUndefined();
    expect(recorder.ended).toEqual([]);
  });
});
