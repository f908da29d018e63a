// The getters for standard processors and exporters, against a span of the SDK that went through the same calls.
import { type Context, context, type Span as ApiSpan, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type ReadableSpan, TracerProvider as StandardProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { ROOT, withSpan } from '../context/context.ts';
import { createRemoteSpan } from '../propagation/remote-context.ts';
import { SpanRecorder } from './fixtures/span-recorder.ts';

const START = 1_700_000_000;
const REMOTE = createRemoteSpan(
  { traceWord0: 1, traceWord1: 2, traceWord2: 3, traceWord3: 4, spanWord0: 5, spanWord1: 6 },
  1,
  'a=1,b=2',
);
const LINKED = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

const standard = new StandardProvider({}).getTracer('tests', '1.2.3');
const { tracer: ours } = new SpanRecorder();

type Script = (tracer: typeof standard, parent: Context) => ApiSpan;

const SCRIPTS: Record<string, Script> = {
  'a plain span': (tracer, parent) => tracer.startSpan('plain', { startTime: [START, 0] }, parent),
  'kind and attributes': (tracer, parent) => {
    const attributes = { text: 'a', number: 1.5, flag: true, list: ['a', 'b'], missing: undefined };
    const span = tracer.startSpan('work', { kind: SpanKind.CONSUMER, attributes, startTime: [START, 7] }, parent);
    span.setAttribute('text', 'b').setAttributes({ more: 2, list: [1, 2] });
    return span;
  },
  'nested attributes': (tracer, parent) => {
    const attributes = { map: { a: [1, { b: null }] }, bytes: new Uint8Array([1, 2]), mixed: [1, 'a', true, null] };
    return tracer.startSpan('nested', { attributes: attributes as never, startTime: [START, 0] }, parent);
  },
  events: (tracer, parent) => {
    const span = tracer.startSpan('events', { startTime: [START, 0] }, parent);
    return span
      .addEvent('one', { a: 1 }, [START, 1])
      .addEvent('two', [START, 2])
      .addEvent('three', new Date(START * 1000));
  },
  exception: (tracer, parent) => {
    const span = tracer.startSpan('exception', { startTime: [START, 0] }, parent);
    span.recordException({ name: 'TypeError', message: 'broken', stack: 'at x' }, [START, 3]);
    span.recordException({ code: 'ECONNRESET', message: 'reset' }, [START, 4]);
    span.recordException('text', [START, 5]);
    return span.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' });
  },
  links: (tracer, parent) => {
    const span = tracer.startSpan('links', { links: [{ context: LINKED }], startTime: [START, 0] }, parent);
    return span.addLink({ context: LINKED, attributes: { why: 'batch' } });
  },
  'status and name': (tracer, parent) => {
    const span = tracer.startSpan('before', { startTime: [START, 0] }, parent);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'x' }).setStatus({ code: SpanStatusCode.OK, message: 'y' });
    return span.updateName('after');
  },
};

const SHAPES: [name: string, parent: Context][] = [
  ['root', ROOT],
  ['child of a remote parent', withSpan(ROOT, REMOTE)],
];

for (const [shape, parent] of SHAPES) {
  test.each(Object.keys(SCRIPTS))(`%s, ${shape}: the same as the SDK's`, (name) => {
    const [expected, got] = [standard, ours].map((tracer) => {
      const span = SCRIPTS[name](tracer as typeof standard, parent);
      const running = view(span as unknown as ReadableSpan);
      span.end([START + 2, 5]);
      return { running, ended: view(span as unknown as ReadableSpan) };
    });
    expect(got).toEqual(expected);
  });
}

/** Everything that a ReadableSpan shows, without what is random or differs on purpose. */
function view(span: ReadableSpan): object {
  const { name, kind, status, attributes, startTime, ended, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  const { traceFlags, traceState } = span.spanContext();
  return {
    name,
    kind,
    status,
    attributes,
    startTime,
    ended,
    // While it runs, the SDK has a duration of -1 and we one of 0.
    ...(ended ? { endTime: span.endTime, duration: span.duration } : {}),
    events: span.events.map((event) => ({
      ...event,
      attributes: event.attributes ?? {},
      droppedAttributesCount: event.droppedAttributesCount ?? 0,
    })),
    links: span.links.map((link) => ({ context: link.context, attributes: link.attributes ?? {} })),
    scope: { name: instrumentationScope.name, version: instrumentationScope.version },
    dropped: [droppedAttributesCount, droppedEventsCount, droppedLinksCount],
    // The SDK does not know the random flag.
    sampled: traceFlags & 1,
    traceState: traceState?.serialize(),
    parent: describeParent(span),
  };
}

function describeParent({ parentSpanContext }: ReadableSpan): object | undefined {
  if (parentSpanContext === undefined) return undefined;
  const { traceId, spanId, isRemote, traceState } = parentSpanContext;
  return { traceId, spanId, isRemote, traceState: traceState?.serialize() };
}

test('both keep the trace of their parent', () => {
  for (const tracer of [standard, ours]) {
    const span = tracer.startSpan('x', {}, withSpan(ROOT, REMOTE));
    expect(span.spanContext().traceId).toBe(REMOTE.spanContext().traceId);
    expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
  }
  expect(context.active()).toBeDefined();
});
