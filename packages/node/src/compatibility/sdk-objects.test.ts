// Objects of the OpenTelemetry SDK, of both generations, handed to bootstrapTelemetry in a process of its own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from '../fixtures/otlp-receiver.ts';
import { GENERATION_NAMES, runSdkProgram } from './fixtures/sdk-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const HALF_OF_IDS = `
  const ids = [];
  for (let index = 0; index < 400; index++) {
    const span = tracer.startSpan('root');
    const { traceId, traceFlags } = span.spanContext();
    const { decision } = reference.shouldSample(api.ROOT_CONTEXT, traceId, 'root', 0, {}, []);
    ids.push([(traceFlags & 1) === 1, decision === 2]);
    span.end();
  }
  return ids;
`;

const HEADERS = `
  const carrier = {};
  const span = tracer.startSpan('client');
  api.propagation.inject(api.trace.setSpan(api.ROOT_CONTEXT, span), carrier);
  const extracted = api.propagation.extract(api.ROOT_CONTEXT, carrier);
  const back = api.trace.getSpanContext(extracted);
  return { carrier, same: back.traceId === span.spanContext().traceId, isRemote: back.isRemote };
`;

describe.each(GENERATION_NAMES)('objects of the SDK %s', (generation) => {
  test.each(['simple', 'batch'])('a %s span processor gets every ended span', async (processor) => {
    const { result } = await runSdkProgram({
      generation,
      options: `{ spanProcessors: [${processor}(memory)] }`,
      body: `
        tracer.startSpan('one').end();
        tracer.startSpan('two').end();
        const delivered = await throughline.flushTelemetry();
        return [delivered, memory.getFinishedSpans().map((span) => span.name)];
      `,
    });
    expect(result).toEqual([true, ['one', 'two']]);
  });

  test('a console exporter prints the span, its resource and its scope', async () => {
    const { outcome } = await runSdkProgram({
      generation,
      options: `{ serviceName: 'billing', spanProcessors: [simple(new sdk.ConsoleSpanExporter())] }`,
      body: `
        tracer.startSpan('printed', { attributes: { 'order.id': 'o-7' } }).end();
        await throughline.flushTelemetry();
        return null;
      `,
    });
    for (const text of ['billing', 'application', '1.2.3', 'printed', 'o-7', 'throughline']) {
      expect(outcome.stdout).toContain(text);
    }
  });

  test('an OTLP exporter delivers what our own exporter delivers', async () => {
    await runSdkProgram({
      generation,
      imports: `import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';`,
      options: `{
        exporters: ['otlp'],
        spanExporters: [new OTLPTraceExporter({ url: '${receiver.url}/v1/traces', headers: { from: 'sdk' } })],
      }`,
      body: `
        const parent = tracer.startSpan('parent', { kind: 3, attributes: { n: 7, ratio: 0.5, list: ['a', 'b'], yes: true } });
        const child = tracer.startSpan('child', { links: [{ context: parent.spanContext(), attributes: { l: 1 } }] },
          api.trace.setSpan(api.ROOT_CONTEXT, parent));
        child.addEvent('event', { e: 1 });
        child.setStatus({ code: 2, message: 'failed' });
        child.end();
        parent.end();
        await throughline.shutdownTelemetry();
        return null;
      `,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    expect(receiver.spans).toHaveLength(4);
    for (const name of ['parent', 'child']) {
      const [first, second] = receiver.spans.filter((span) => span.name === name);
      // OTLP has two spellings of an unset status.
      const unset = { code: 0, message: '' };
      expect({ ...first, status: first.status ?? unset }).toEqual({ ...second, status: second.status ?? unset });
    }
  });

  test('TraceIdRatioBasedSampler decides', async () => {
    const { result } = await runSdkProgram<[boolean, boolean][]>({
      generation,
      before: `const reference = new sdk.TraceIdRatioBasedSampler(0.5);`,
      options: `{ sampler: new sdk.TraceIdRatioBasedSampler(0.5), spanProcessors: [simple(memory)] }`,
      body: HALF_OF_IDS,
    });
    expect(result).toHaveLength(400);
    expect(new Set(result.map(String))).toEqual(new Set(['true,true', 'false,false']));
  });

  test('ParentBasedSampler follows the parent, and asks its root without one', async () => {
    const { result } = await runSdkProgram({
      generation,
      options: `{ sampler: new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() }), spanProcessors: [simple(memory)] }`,
      body: `
        const remote = (traceFlags) => api.trace.setSpanContext(api.ROOT_CONTEXT, {
          traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags, isRemote: true });
        tracer.startSpan('root').end();
        tracer.startSpan('under sampled', {}, remote(1)).end();
        tracer.startSpan('under unsampled', {}, remote(0)).end();
        await throughline.flushTelemetry();
        return memory.getFinishedSpans().map((span) => span.name);
      `,
    });
    expect(result).toEqual(['under sampled']);
  });

  test('RandomIdGenerator makes the ids', async () => {
    const { result } = await runSdkProgram<{ made: string[]; used: string[] }>({
      generation,
      before: `
        const made = [];
        const generator = new sdk.RandomIdGenerator();
        const keep = (id) => (made.push(id), id);
        const idGenerator = {
          generateTraceId: () => keep(generator.generateTraceId()),
          generateSpanId: () => keep(generator.generateSpanId()),
        };
      `,
      options: `{ idGenerator, spanProcessors: [simple(memory)] }`,
      body: `
        const { traceId, spanId } = tracer.startSpan('one').spanContext();
        return { made, used: [traceId, spanId] };
      `,
    });
    expect(result.used).toEqual(result.made);
  });

  test('the bare RandomIdGenerator is accepted', async () => {
    const { result } = await runSdkProgram({
      generation,
      options: `{ idGenerator: new sdk.RandomIdGenerator(), spanProcessors: [simple(memory)] }`,
      body: `return api.isSpanContextValid(tracer.startSpan('one').spanContext());`,
    });
    expect(result).toBe(true);
  });

  test('W3C and composite propagators write and read the headers', async () => {
    const { result } = await runSdkProgram({
      generation,
      options: `{
        textMapPropagator: new core.CompositePropagator({
          propagators: [new core.W3CTraceContextPropagator(), new core.W3CBaggagePropagator()] }),
        spanProcessors: [simple(memory)],
      }`,
      body: HEADERS,
    });
    expect(result).toMatchObject({
      carrier: { traceparent: expect.stringMatching(/^00-/) },
      same: true,
      isRemote: true,
    });
  });

  test('the B3 propagator writes and reads its headers', async () => {
    const { result } = await runSdkProgram({
      generation,
      imports: `import { B3Propagator } from '@opentelemetry/propagator-b3';`,
      options: `{ textMapPropagator: new B3Propagator(), spanProcessors: [simple(memory)] }`,
      body: HEADERS,
    });
    expect(result).toEqual({ carrier: { b3: expect.stringMatching(/-1$/) }, same: true, isRemote: true });
  });

  test('suppressTracing is respected by manual spans, HTTP client spans and propagation', async () => {
    const { result } = await runSdkProgram<Record<string, unknown>>({
      generation,
      imports: `import { createServer } from 'node:http';`,
      options: `{ spanProcessors: [simple(memory)] }`,
      body: `
        const seen = [];
        const server = createServer((request, response) => response.end(request.headers.traceparent ?? 'none'));
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const url = 'http://127.0.0.1:' + server.address().port;
        const quiet = core.suppressTracing(api.context.active());
        await api.context.with(quiet, async () => {
          seen.push(core.isTracingSuppressed(api.context.active()));
          seen.push(tracer.startSpan('quiet').isRecording());
          seen.push(await (await fetch(url)).text());
        });
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await throughline.flushTelemetry();
        return { seen, clients: memory.getFinishedSpans().filter((span) => span.kind === 2).length };
      `,
    });
    expect(result).toEqual({ seen: [true, false, 'none'], clients: 0 });
  });

  test('a processor that throws costs nothing but itself', async () => {
    const { result, outcome } = await runSdkProgram({
      generation,
      before: `
        const broken = new sdk.NoopSpanProcessor();
        broken.onStart = broken.onEnd = () => { throw new Error('broken'); };
      `,
      options: `{ spanProcessors: [broken, simple(memory)] }`,
      body: `
        tracer.startSpan('one').end();
        await throughline.flushTelemetry();
        return memory.getFinishedSpans().map((span) => span.name);
      `,
    });
    expect(result).toEqual(['one']);
    expect(outcome.stderr).toMatch(/NoopSpanProcessor failed in onStart/);
  });
});
