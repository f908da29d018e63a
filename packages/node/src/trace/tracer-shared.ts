import { parseHexWord } from '@throughline/wire';
import type { ProcessorList } from '../export/processor-list.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { report } from '../diagnostics/reporter.ts';
import type { AttributeBounds } from './attributes.ts';
import { BaggageAttributes, type BaggageRules } from './baggage-attributes.ts';
import { RANDOM_FLAG } from './identity.ts';
import type { SpanLimits } from './limits.ts';
import type { Span } from './span.ts';
import type { IdGenerator, SpanSeed } from './span-seed.ts';

const TRACE_ID_LENGTH = 32;
const SPAN_ID_LENGTH = 16;

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
  /** Which baggage becomes attributes. Default none. */
  readonly baggage?: BaggageRules;
}

/** The state that all tracers of a provider share, resolved once: what a span needs stands one step away. */
export class TracerShared {
  readonly sampler: Sampler;
  sink: SpanSink;
  readonly limits: SpanLimits;
  readonly attributeBounds: AttributeBounds;
  readonly eventBounds: AttributeBounds;
  readonly linkBounds: AttributeBounds;
  /** Undefined where no baggage becomes attributes. */
  readonly baggageAttributes: BaggageAttributes | undefined;
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
    this.baggageAttributes = createBaggageAttributes(options.baggage, this.attributeBounds);
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
    try {
      if (seed.parent === undefined) applyTraceId(seed, generator.generateTraceId());
      applySpanId(seed, generator.generateSpanId());
    } catch (error) {
      report('warn', `cannot ask the idGenerator: ${String(error)}; a random id is used`, 'id-generator');
    }
  }
}

function createBaggageAttributes(
  rules: BaggageRules | undefined,
  bounds: AttributeBounds,
): BaggageAttributes | undefined {
  if (rules === undefined || rules.attributes.length + rules.hashedAttributes.length === 0) return undefined;
  return new BaggageAttributes(rules, bounds);
}

function applyTraceId(seed: SpanSeed, traceId: string): void {
  const words = parseWords(traceId, TRACE_ID_LENGTH);
  if (words === undefined) return reportInvalidId('trace', traceId, TRACE_ID_LENGTH);
  [seed.traceWord0, seed.traceWord1, seed.traceWord2, seed.traceWord3] = words;
  // Nobody told us how these ids are made.
  seed.traceFlags &= ~RANDOM_FLAG;
}

function applySpanId(seed: SpanSeed, spanId: string): void {
  const words = parseWords(spanId, SPAN_ID_LENGTH);
  if (words === undefined) return reportInvalidId('span', spanId, SPAN_ID_LENGTH);
  [seed.spanWord0, seed.spanWord1] = words;
}

/** The words of an id of `length` hex digits that are not all zeros. */
function parseWords(id: string, length: number): number[] | undefined {
  if (typeof id !== 'string' || id.length !== length) return undefined;
  const words = Array.from({ length: length / 8 }, (_, index) => parseHexWord(id, 8 * index));
  return words.some(Number.isNaN) || words.every((word) => word === 0) ? undefined : words;
}

function reportInvalidId(kind: string, id: unknown, length: number): void {
  const need = `${length} lower-case hex digits, not all 0`;
  const message = `cannot use the ${kind} id of the idGenerator: got ${JSON.stringify(id)}, need ${need}; a random one is used`;
  report('warn', message, 'id-generator');
}
