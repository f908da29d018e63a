// What the RPC instrumentations have in common: how the span of a call starts on either side, how context gets into and out
// of its metadata, and how it ends. Names and attributes are those of the semantic conventions 1.45.
import type { Context, TextMapGetter } from '@opentelemetry/api';
import { getSpan, ROOT, withSpan } from '../../context/context.ts';
import { extractW3c } from '../../propagation/extract-w3c.ts';
import { type CarrierWriter, injectW3c } from '../../propagation/inject-w3c.ts';
import { believedContext, contextFor } from '../../propagation/trust-boundary.ts';
import { findAttribute, toAttributes } from '../../trace/attributes.ts';
import type { NonRecordingSpan } from '../../trace/non-recording-span.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import type { TracerShared } from '../../trace/tracer-shared.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { reportBug } from '../guard.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import type { RpcMethod } from './rpc-method.ts';
import { setStatusCode } from './rpc-block.ts';

/** How a call has ended. */
export interface RpcOutcome {
  /** `rpc.status_code`; undefined where the protocol has none. */
  readonly statusCode: string | undefined;
  /** `error.type`; undefined for success. */
  readonly errorType: string | undefined;
  readonly message: string;
}

/** `SpanKind` of the API. */
export const SERVER_KIND = 1;
export const CLIENT_KIND = 2;

const KINDS = [{ kind: 0 }, { kind: SERVER_KIND }, { kind: CLIENT_KIND }] as const;
const STATUS_ERROR = 2;
/** As many attributes as a span gets from here; above it, no limit has to be looked at. */
const MOST_ATTRIBUTES = 16;

/** Makes the spans of one instrumentation. */
export class RpcSpans {
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #shared: TracerShared;

  constructor(context: InstrumentationContext, scope: string) {
    this.#context = context;
    this.#tracer = context.provider.getTracer(scope, RUNTIME_VERSION);
    this.#shared = context.provider.shared;
  }

  /** Starts the span of a call whose parent is the span of `context`. */
  start(kind: typeof SERVER_KIND | typeof CLIENT_KIND, method: RpcMethod, context: Context): Span | NonRecordingSpan {
    const { sampler, processors, limits } = this.#shared;
    // Somebody wants to see the attributes before the span exists.
    const early = sampler.needsAttributes || processors !== undefined;
    const options = early ? { kind, attributes: toAttributes(method.block.list) } : KINDS[kind];
    const span = this.#tracer.start(method.name, options, { parent: toIdentity(getSpan(context)), context });
    if (early || !(span instanceof Span)) return span;
    // Fast path: nobody has put anything on the span yet, and all of it fits.
    if (span.flatAttributes.length === 0 && limits.attributeCountLimit >= MOST_ATTRIBUTES) {
      span.shareAttributes(method.block.encoded, method.block.list);
    } else span.setAttributes(toAttributes(method.block.list));
    return span;
  }

  /** Writes the texts by which the other side continues the trace. */
  inject<Metadata>(
    metadata: Metadata,
    writer: CarrierWriter<Metadata>,
    { span, method, context }: { span: Span | NonRecordingSpan; method: RpcMethod; context: Context },
  ): void {
    try {
      const told = contextFor(method.host, context);
      if (this.#context.isW3c) injectW3c(metadata, writer, { span, context: told });
      else this.#context.propagator.inject(withSpan(told, span), metadata, writer);
    } catch (error) {
      reportBug('propagator', error);
    }
  }

  /** The context that the other side has sent; the root one if it is missing or malformed. */
  extract<Metadata>(metadata: Metadata, reader: TextMapGetter<Metadata>): Context {
    try {
      if (this.#context.isW3c) return extractW3c(metadata, reader);
      return believedContext(this.#context.propagator.extract(ROOT, metadata, reader));
    } catch (error) {
      reportBug('propagator', error);
      return ROOT;
    }
  }

  /** Notes how the call has ended, and ends the span. */
  end(span: Span, { statusCode, errorType, message }: RpcOutcome): void {
    if (statusCode !== undefined) setStatusCode(span, statusCode);
    if (errorType !== undefined) setError(span, errorType, message);
    span.end();
  }
}

/** What the application has said is more precise. */
function setError(span: Span, type: string, message: string): void {
  if (findAttribute(span.flatAttributes, 'error.type') === undefined) span.setAttribute('error.type', type);
  if (span.statusCode === 0) span.setStatus({ code: STATUS_ERROR, message });
}
