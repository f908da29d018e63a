import { parseHexWord } from '@throughline/wire';
import type { ProcessorList } from '../export/processor-list.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { report } from '../diagnostics/reporter.ts';
import type { AttributeBounds } from './attributes.ts';
import { RANDOM_FLAG } from './identity.ts';
import type { SpanLimits } from './limits.ts';
import type { Span } from './span.ts';
import type { IdGenerator, SpanSeed } from './span-seed.ts';

/** Where ended spans go. */
export interface SpanSink {
  end(span: Span): void;
}

/** What a provider's tracers have in common. */
export interface TracerSharedOptions {
  readonly sampler: Sampler;
  readonly sink: SpanSink;
  readonly limits: SpanLimits;
  readonly resource: () => unknown;
  readonly idGenerator?: IdGenerator;
}

/** The state that all tracers of a provider share, resolved once: what a span needs stands one step away. */
export class TracerShared {
  readonly sampler: Sampler;
  sink: SpanSink;
  readonly limits: SpanLimits;
  readonly attributeBounds: AttributeBounds;
  readonly eventBounds: AttributeBounds;
  readonly linkBounds: AttributeBounds;
  processors: ProcessorList | undefined;
  readonly idGenerator: IdGenerator | undefined;
  readonly resource: () => unknown;
  readonly counters = { started: 0, ended: 0, unsampled: 0 };
  active = true;

  constructor(options: TracerSharedOptions) {
    const { limits } = options;
    const lengthLimit = limits.attributeValueLengthLimit;
    this.sampler = options.sampler;
    this.sink = options.sink;
    this.limits = limits;
    this.attributeBounds = { countLimit: limits.attributeCountLimit, lengthLimit };
    this.eventBounds = { countLimit: limits.eventAttributeCountLimit, lengthLimit };
    this.linkBounds = { countLimit: limits.linkAttributeCountLimit, lengthLimit };
    this.processors = undefined;
    this.idGenerator = options.idGenerator;
    this.resource = options.resource;
  }

  /** Puts the application's span processors before the sink, or takes them away again. */
  useProcessors(processors: ProcessorList | undefined, sink: SpanSink): void {
    this.processors = processors;
    this.sink = processors ?? sink;
  }

  /** Replaces the ids in `seed` by the application's own. An invalid id is reported and the random one kept. */
  applyIdGenerator(seed: SpanSeed): void {
    const generator = this.idGenerator as IdGenerator;
    if (seed.parent === undefined) applyTraceId(seed, generator.generateTraceId());
    const spanId = generator.generateSpanId();
    const words = [parseHexWord(spanId, 0), parseHexWord(spanId, 8)];
    if (spanId.length !== 16 || words.some(Number.isNaN)) return reportInvalidId('span', spanId, 16);
    [seed.spanWord0, seed.spanWord1] = words;
  }
}

function applyTraceId(seed: SpanSeed, traceId: string): void {
  const words = [0, 8, 16, 24].map((offset) => parseHexWord(traceId, offset));
  if (traceId.length !== 32 || words.some(Number.isNaN)) return reportInvalidId('trace', traceId, 32);
  [seed.traceWord0, seed.traceWord1, seed.traceWord2, seed.traceWord3] = words;
  // Nobody told us how these ids are made.
  seed.traceFlags &= ~RANDOM_FLAG;
}

function reportInvalidId(kind: string, id: string, length: number): void {
  report(
    'warn',
    `cannot use the ${kind} id of the idGenerator: got "${id}", need ${length} hex digits; a random one is used`,
  );
}
