// Another OpenTelemetry SDK in the same process, before us and after us.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from '../fixtures/otlp-receiver.ts';
import { GENERATION_NAMES, type Generation, runSdkProgram } from './fixtures/sdk-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** The SDK's provider, with a context manager of its own kind, as an SDK for Node registers both. */
const REGISTER = `
  const { AsyncLocalStorage } = await import('node:async_hooks');
  class ForeignContextManager {
    #storage = new AsyncLocalStorage();
    active() { return this.#storage.getStore() ?? api.ROOT_CONTEXT; }
    with(context, fn, thisArg, ...args) { return this.#storage.run(context, fn.bind(thisArg), ...args); }
    bind(context, target) { return typeof target === 'function' ? (...args) => this.with(context, target, undefined, ...args) : target; }
    enable() { return this; }
    disable() { return this; }
  }
  const register = () => [
    api.trace.setGlobalTracerProvider(createProvider({ spanProcessors: [simple(memory)] })),
    api.context.setGlobalContextManager(new ForeignContextManager()),
    api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator()),
  ];
`;

const WORK = `
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    tracer.startActiveSpan('in the handler', (span) => { span.end(); response.end(); });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  await tracer.startActiveSpan('manual', async (span) => {
    await (await fetch('http://127.0.0.1:' + server.address().port)).text();
    span.end();
  });
  server.closeAllConnections();
  server.close();
`;

interface Found {
  readonly registered: readonly boolean[];
  /** What the SDK recorded. */
  readonly foreign: readonly string[];
  readonly errors: readonly string[];
}

async function run(generation: Generation, order: 'before' | 'after'): Promise<{ found: Found; stderr: string }> {
  const { result, outcome } = await runSdkProgram<Found>({
    generation,
    before: `
      const errors = [];
      api.diag.setLogger({ error: (text) => errors.push(text), warn() {}, info() {}, debug() {}, verbose() {} });
      ${REGISTER}
      let registered = ${order === 'before' ? 'register()' : '[]'};
    `,
    body: `
      ${order === 'after' ? 'registered = register();' : ''}
      ${WORK}
      await throughline.shutdownTelemetry();
      return { registered, foreign: memory.getFinishedSpans().map((span) => span.name), errors };
    `,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  expect(outcome.code, outcome.stderr).toBe(0);
  return { found: result, stderr: outcome.stderr };
}

const PROVIDER: Record<Generation, string> = { '3.x': 'TracerProvider', '2.x': 'BasicTracerProvider' };

describe.each(GENERATION_NAMES)('an SDK %s', (generation) => {
  test('that registered first keeps the API; one warning names it; our HTTP spans still flow', async () => {
    const { found, stderr } = await run(generation, 'before');
    expect(stderr.match(/throughline warn/g)).toHaveLength(1);
    expect(stderr).toContain(
      `another OpenTelemetry SDK registered first (trace, context, propagation by ${PROVIDER[generation]})`,
    );
    expect(found.registered).toEqual([true, true, true]);
    expect(found.foreign.toSorted()).toEqual(['in the handler', 'manual']);
    const own = receiver.spans.map(({ name, kind }) => `${kind} ${name}`);
    expect(own.toSorted()).toEqual(['CLIENT GET', 'SERVER GET']);
    expect(new Set(receiver.spans.map((span) => span.traceId)).size).toBe(1);
  });

  test('that registers second is refused by the API, and nothing crashes', async () => {
    const { found, stderr } = await run(generation, 'after');
    expect(stderr).toBe('');
    expect(found.registered).toEqual([false, false, false]);
    expect(found.foreign).toEqual([]);
    expect(found.errors).toHaveLength(3);
    const own = receiver.spans.map(({ name, kind }) => `${kind} ${name}`);
    expect(own.toSorted()).toEqual(['CLIENT GET', 'INTERNAL in the handler', 'INTERNAL manual', 'SERVER GET']);
  });

  test('that registered only a provider leaves context and propagation to us', async () => {
    const { result, outcome } = await runSdkProgram<{ ours: boolean; foreign: string[]; nested: boolean }>({
      generation,
      before: `api.trace.setGlobalTracerProvider(createProvider({ spanProcessors: [simple(memory)] }));`,
      body: `
        tracer.startActiveSpan('outer', (outer) => {
          tracer.startActiveSpan('inner', (inner) => inner.end());
          outer.end();
        });
        const [inner, outer] = memory.getFinishedSpans();
        return { foreign: [inner.name, outer.name], nested: inner.parentSpanContext.spanId === outer.spanContext().spanId };
      `,
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    expect(outcome.stderr).toContain('registered first (trace by ');
    expect(result).toEqual({ foreign: ['inner', 'outer'], nested: true });
  });
});
