// node --conditions=throughline-source span.bench.ts
// CPU of spans as an application makes them, up to the bytes of the request; nothing is sent.
import type { Span } from '@opentelemetry/api';
import { encodeResource } from '@throughline/wire';
import { bench, do_not_optimize, run } from 'mitata';
import { ROOT, withSpan } from '../context/context.ts';
import { SpanBatch } from '../export/span-batch.ts';
import { ALWAYS_ON } from '../sampling/always.ts';
import { ParentBased } from '../sampling/parent-based.ts';
import { Probability } from '../sampling/probability.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { TraceIdRatio } from '../sampling/trace-id-ratio.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Tracer } from './tracer.ts';
import { TracerProvider } from './tracer-provider.ts';
import { TracerShared } from './tracer-shared.ts';

let deliveredBytes = 0;

function createTracer(sampler: Sampler): Tracer {
  const resource = encodeResource(['service.name', 'bench']);
  const sink = new SpanBatch({
    maxSpans: 512,
    scheduleDelayMs: 60_000,
    resource: () => resource,
    deliver: ({ bytes }) => {
      deliveredBytes += bytes.length;
    },
  });
  const shared = new TracerShared({ sampler, sink, limits: DEFAULT_LIMITS, resource: () => undefined });
  return new TracerProvider(shared).getTracer('bench', '1.0.0');
}

const tracer = createTracer(new ParentBased(ALWAYS_ON));
const unsampled = createTracer(new ParentBased(new TraceIdRatio(0)));
const unlikely = createTracer(new ParentBased(new Probability(2 ** -56)));

let order = 0;

/** Four attributes, one of them another text each time, and an event. */
function work(span: Span): void {
  span.setAttribute('order.id', `order-${order++}`);
  span.setAttribute('order.items', 3);
  span.setAttribute('order.total', 12.5);
  span.setAttribute('customer.tier', 'gold');
  span.addEvent('payment accepted', { 'payment.provider': 'card' });
  span.end();
}

bench('startActiveSpan, 4 attributes, event, end', () => tracer.startActiveSpan('process order', work));

const parent = withSpan(ROOT, tracer.startSpan('parent'));

bench('the same under a parent', () => tracer.startActiveSpan('process order', {}, parent, work));

bench('startSpan, end', () => tracer.startSpan('process order').end());

bench('startActiveSpan, unsampled, 4 attributes, event, end', () => unsampled.startActiveSpan('process order', work));

bench('startSpan, unsampled, end', () => unsampled.startSpan('process order').end());

bench('startSpan, unsampled by probability, end', () => unlikely.startSpan('process order').end());

await run();
do_not_optimize(deliveredBytes);
