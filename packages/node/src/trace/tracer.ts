import type { Context, Span as ApiSpan, SpanOptions, Tracer as ApiTracer } from '@opentelemetry/api';
import { Chunk, encodeScope } from '@throughline/wire';
import { getSpan, isSuppressed, withoutSpan, withSpan } from '../context/context.ts';
import { activeContext, storage } from '../context/context-manager.ts';
import { DROP, SAMPLE } from '../sampling/sampler.ts';
import { identityOf } from './foreign-identity.ts';
import { SAMPLED_FLAG, type SpanIdentity } from './identity.ts';
import { NonRecordingSpan } from './non-recording-span.ts';
import { Span } from './span.ts';
import { SpanSeed } from './span-seed.ts';
import type { InstrumentationScope } from './instrumentation-scope.ts';
import type { TracerShared } from './tracer-shared.ts';

/** `SpanKind` of the API, internal to consumer. */
const INTERNAL_KIND = 0;
const LAST_KIND = 4;

const seed = new SpanSeed();
const INVALID_PARENT = new NonRecordingSpan(new SpanSeed());

/** OpenTelemetry's tracer. Also holds the bytes of its own spans in the current batch, because they share one header. */
export class Tracer implements ApiTracer {
  readonly scope: InstrumentationScope;
  readonly shared: TracerShared;
  /** The encoded scope, which precedes the spans of this tracer in a request. */
  readonly header: Uint8Array;
  /** Encoded spans that wait for the next batch. */
  readonly pending: Chunk;

  constructor(scope: InstrumentationScope, shared: TracerShared) {
    this.scope = scope;
    this.shared = shared;
    this.header = encodeScope(scope);
    this.pending = new Chunk();
  }

  /** Whether a span started now could be recorded: false after shutdown. */
  enabled(): boolean {
    return this.shared.active;
  }

  startSpan(name: string, options?: SpanOptions, context: Context = activeContext()): ApiSpan {
    const parentContext = options?.root === true ? withoutSpan(context) : context;
    const active = getSpan(parentContext);
    if (!this.shared.active || isSuppressed(context)) return passOn(active);
    return this.start(name, options, { parent: toIdentity(active), context: parentContext });
  }

  startActiveSpan<F extends (span: ApiSpan) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan(name: string, second: unknown, third?: unknown, fourth?: unknown): unknown {
    const fn = (fourth ?? third ?? second) as (span: ApiSpan) => unknown;
    if (typeof fn !== 'function') return undefined;
    const options = fn === second ? undefined : (second as SpanOptions);
    const parentContext = fn === fourth && third !== undefined ? (third as Context) : activeContext();
    const span = this.startSpan(name, options, parentContext);
    return storage.run(withSpan(parentContext, span), fn, span);
  }

  /**
   * Starts a span under a parent that is already an identity, as the instrumentations have it. Knows nothing of
   * suppression: the caller has looked.
   *
   * @returns a `Span` where it is recorded, otherwise a `NonRecordingSpan` with an id of its own.
   */
  start(
    name: string,
    options: SpanOptions | undefined,
    { parent, context }: { parent: SpanIdentity | undefined; context: Context },
  ): Span | NonRecordingSpan {
    const { sampler } = this.shared;
    // A sampler of the application might itself start spans while it decides.
    const own = sampler.isForeign ? new SpanSeed() : seed;
    own.name = name;
    own.kind = options === undefined ? INTERNAL_KIND : toKind(options?.kind);
    own.options = options;
    own.context = context;
    own.fillIdentity(parent);
    if (this.shared.idGenerator !== undefined) this.shared.applyIdGenerator(own);
    const decision = sampler.decide(own);
    if (decision === DROP) {
      this.shared.counters.unsampled++;
      return new NonRecordingSpan(own);
    }
    if (decision === SAMPLE) own.traceFlags |= SAMPLED_FLAG;
    const span = new Span(this, own);
    this.shared.counters.started++;
    this.shared.baggageAttributes?.copy(context, span);
    if (options !== undefined || own.samplerAttributes !== undefined) applyOptions(span, own);
    this.shared.processors?.onStart(span, context);
    return span;
  }
}

function toKind(kind: unknown): number {
  return Number.isInteger(kind) && (kind as number) > 0 && (kind as number) <= LAST_KIND
    ? (kind as number)
    : INTERNAL_KIND;
}

function applyOptions(span: Span, { options, samplerAttributes }: SpanSeed): void {
  if (options?.attributes !== undefined) span.setAttributes(options.attributes);
  if (samplerAttributes !== undefined) span.setAttributes(samplerAttributes);
  if (options?.links !== undefined) span.addLinks(options.links);
  if (options?.startTime !== undefined) span.startAt(options.startTime);
}

/** What stands for a span that is not traced: the parent's identity, so that the trace goes on behind it. */
function passOn(active: ApiSpan | undefined): ApiSpan {
  if (active === undefined || !active.isRecording()) return active ?? INVALID_PARENT;
  const identity = toIdentity(active);
  return identity === undefined ? INVALID_PARENT : new NonRecordingSpan(identity);
}

/** The identity of a span: ours has it, anybody else's is read from its span context. */
export function toIdentity(span: ApiSpan | undefined): SpanIdentity | undefined {
  if (span instanceof Span) return span;
  if (span instanceof NonRecordingSpan) return isValid(span) ? span : undefined;
  return span === undefined ? undefined : identityOf(span.spanContext());
}

function isValid(span: SpanIdentity): boolean {
  return span.spanWord0 !== 0 || span.spanWord1 !== 0;
}
