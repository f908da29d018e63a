// What a standard processor sees of our spans is what it sees of the SDK's own: the same program is run on both.
import { describe, expect, test } from 'vitest';
import { GENERATION_NAMES, runSdkProgram } from './fixtures/sdk-program.ts';

/** Makes spans with everything in them, at fixed times, and describes them at start, before and after the end. */
const SCENARIO = `
  const root = scoped.startSpan('root', { kind: 1, startTime: [1700000000, 5], attributes: { yes: true, n: 1.5, list: ['a', 'b'] } });
  const under = api.trace.setSpan(api.ROOT_CONTEXT, root);
  const child = scoped.startSpan('child', {
    kind: 4,
    startTime: new Date(1700000000250),
    links: [{ context: root.spanContext(), attributes: { reason: 'retry' } }],
  }, under);
  child.addEvent('event', { e: 1 }, [1700000000, 300000000]);
  child.addEvent('bare', [1700000000, 300000001]);
  child.recordException(new RangeError('out'), [1700000000, 400000000]);
  child.setAttribute('late', 'x').setAttribute('late', 'y');
  child.addLink({ context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 } });
  child.setStatus({ code: 2, message: 'failed' });
  child.updateName('renamed');
  child.end([1700000001, 7]);
  root.setStatus({ code: 1 });
  root.end([1700000001, 4]);
  const remote = api.trace.setSpanContext(api.ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true });
  const remoteChild = scoped.startSpan('remote child', { startTime: [1700000000, 0] }, remote);
  remoteChild.end([1700000000, 0]);
  const many = scoped.startSpan('many', { startTime: [1700000000, 0] });
  for (let index = 0; index < 130; index++) {
    many.setAttribute('key' + index, index);
    // Which events are dropped is nobody's promise: the SDK drops the first ones, we the last ones.
    many.addEvent('event', {}, [1700000000, 1]);
    many.addLink({ context: root.spanContext() });
  }
  many.end([1700000002, 0]);
`;

/** `seen` holds the calls; ids become numbers in the order of their appearance. */
const RECORDER = `
  const seen = [];
  const ids = new Map();
  const short = (id) => ids.get(id) ?? ids.set(id, ids.size + 1).get(id);
  const contextOf = (c) => c && { traceId: short(c.traceId), spanId: short(c.spanId), sampled: c.traceFlags & 1, isRemote: c.isRemote };
  const attributesOf = ({ 'exception.stacktrace': stack, ...rest }) => ({ ...rest, hasStack: stack?.includes('RangeError') });
  const describe = (span) => ({
    name: span.name, kind: span.kind, context: contextOf(span.spanContext()), parent: contextOf(span.parentSpanContext),
    startTime: span.startTime, endTime: span.ended ? span.endTime : undefined,
    duration: span.ended ? span.duration : undefined, ended: span.ended, status: span.status,
    attributes: attributesOf(span.attributes),
    events: span.events.map((e) => ({ time: e.time, name: e.name, attributes: attributesOf(e.attributes ?? {}), dropped: e.droppedAttributesCount ?? 0 })),
    links: span.links.map((l) => ({ context: contextOf(l.context), attributes: l.attributes ?? {}, dropped: l.droppedAttributesCount ?? 0 })),
    scope: span.instrumentationScope,
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    service: span.resource.attributes['service.name'],
    rawService: span.resource.getRawAttributes().find(([key]) => key === 'service.name')?.[1],
    language: span.resource.attributes['telemetry.sdk.language'],
    pending: span.resource.asyncAttributesPending ?? false,
  });
  const recorder = {
    onStart: (span, context) => seen.push(['start', describe(span), contextOf(api.trace.getSpanContext(context))]),
    onEnding: (span) => { span.setAttribute('ending', span.isRecording()); },
    onEnd: (span) => seen.push(['end', describe(span), span.isRecording?.() ?? false]),
    forceFlush: async () => {}, shutdown: async () => {},
  };
`;

type Seen = readonly (readonly ['start' | 'end', Record<string, unknown>, unknown])[];

/** The SDK's provider gets the resource that ours was configured with. */
const SDK_BODY = `
  const resources = await import('@opentelemetry/resources');
  const resource = resources.resourceFromAttributes({ 'service.name': 'billing', 'telemetry.sdk.language': 'nodejs' });
  const provider = createProvider({ spanProcessors: [recorder], resource });
  const scoped = provider.getTracer('scoped', '4.5.6', { schemaUrl: 'https://example.com/schema' });
  ${SCENARIO}
  return seen;
`;

const OWN_BODY = `
  const scoped = api.trace.getTracerProvider().getTracer('scoped', '4.5.6', { schemaUrl: 'https://example.com/schema' });
  ${SCENARIO}
  return seen;
`;

describe.each(GENERATION_NAMES)('processors of the SDK %s', (generation) => {
  test('see the same spans from us as from the SDK', async () => {
    const sdk = await runSdkProgram<Seen>({
      generation,
      before: RECORDER,
      options: '{ enabled: false }',
      body: SDK_BODY,
    });
    const own = await runSdkProgram<Seen>({
      generation,
      before: RECORDER,
      options: `{ serviceName: 'billing', spanProcessors: [recorder] }`,
      body: OWN_BODY,
    });
    expect(sdk.result).toHaveLength(8);
    expect(own.result).toEqual(sdk.result);
  });

  test('see times near the wall clock where the program gives none', async () => {
    const { result } = await runSdkProgram<{ startTime: number[]; duration: number[]; endTime: number[]; now: number }>(
      {
        generation,
        options: `{ spanProcessors: [simple(memory)] }`,
        body: `
        const span = tracer.startSpan('now');
        await new Promise((resolve) => setTimeout(resolve, 20));
        span.end();
        await throughline.flushTelemetry();
        const [{ startTime, duration, endTime }] = memory.getFinishedSpans();
        return { startTime, duration, endTime, now: Date.now() };
      `,
      },
    );
    const { startTime, duration, endTime, now } = result;
    const nanos = ([seconds, rest]: number[]) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);
    expect(nanos(endTime) - nanos(startTime)).toBe(nanos(duration));
    expect(nanos(duration)).toBeGreaterThanOrEqual(19_000_000n);
    expect(Math.abs(startTime[0] * 1000 - now)).toBeLessThan(60_000);
  });
});
