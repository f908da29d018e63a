// What the messaging instrumentations have in common: the spans of those who send and of those who process, and the context
// that rides in messages.
//
//   one message     the span of its consumer is a child of the span that sent it; or, where the configuration says so of its
//                   destination, the root of a trace of its own that is linked with it
//   several at once the root of a trace of its own, linked with all that sent them
//
// Baggage stays in each case. A message that brings no context begins a trace: what happens to be active where a consumer
// waits has nothing to do with it.
import type { Context, Link, TextMapGetter } from '@opentelemetry/api';
import { getBaggage, getSpan, ROOT, withBaggage, withSpan } from '../../context/context.ts';
import { extractW3c } from '../../propagation/extract-w3c.ts';
import { type CarrierWriter, injectW3c } from '../../propagation/inject-w3c.ts';
import { believedContext, contextFor } from '../../propagation/trust-boundary.ts';
import { compileGlob } from '../../sampling/glob.ts';
import { toAttributes } from '../../trace/attributes.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import type { NonRecordingSpan } from '../../trace/non-recording-span.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { reportBug } from '../guard.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { commonBaggage } from './common-baggage.ts';
import {
  CLIENT_KIND,
  CONSUMER_KIND,
  Destination,
  type DestinationDetails,
  type OperationKind,
  PRODUCER_KIND,
  PROCESS,
} from './destination.ts';
import type { MessageOperation } from './operation.ts';

/** A span, recorded or not. */
export type AnySpan = Span | NonRecordingSpan;

/** A span and the context in which it is active. */
export interface StartedOperation {
  readonly span: AnySpan;
  readonly context: Context;
}

const KINDS = {
  [CLIENT_KIND]: { kind: CLIENT_KIND },
  [PRODUCER_KIND]: { kind: PRODUCER_KIND },
  [CONSUMER_KIND]: { kind: CONSUMER_KIND },
} as const;

const STATUS_ERROR = 2;
/** As many attributes as a span gets from here; above it, no limit has to be looked at. */
const MOST_ATTRIBUTES = 24;

/** Makes the spans of one instrumentation. */
export class MessagingSpans {
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #linked: readonly ((name: string) => boolean)[];

  /** @param library - names the instrumentation scope. */
  constructor(context: InstrumentationContext, library: string) {
    this.#context = context;
    this.#tracer = context.provider.getTracer(`@throughline/node/${library}`, RUNTIME_VERSION);
    this.#linked = context.libraries.messaging.linkedDestinations.map((pattern) => compileGlob(pattern));
  }

  createDestination(details: DestinationDetails): Destination {
    const { name, template = name, label = name } = details;
    const names = [name, template, label];
    const isLinked = this.#linked.some((matches) => names.some(matches));
    return new Destination(details, isLinked);
  }

  /** Starts the span of an operation that is part of what `context` is about: a child of its span. */
  start(destination: Destination, operation: OperationKind, context: Context): AnySpan {
    return this.#start(destination, operation, { context, links: undefined });
  }

  /** Starts the span of whoever processes one message. `sender` is the context that came with it, the root one for none. */
  startProcess(destination: Destination, sender: Context, operation: OperationKind = PROCESS): StartedOperation {
    if (destination.isLinked) return this.startLinked(destination, [sender], operation);
    const span = this.#start(destination, operation, { context: sender, links: undefined });
    return { span, context: withSpan(sender, span) };
  }

  /** The same for a trace of its own, linked with all that have sent. */
  startLinked(
    destination: Destination,
    senders: readonly Context[],
    operation: OperationKind = PROCESS,
  ): StartedOperation {
    const baggage = senders.length === 1 ? getBaggage(senders[0]) : commonBaggage(senders);
    const context = baggage === undefined ? ROOT : withBaggage(ROOT, baggage);
    const span = this.#start(destination, operation, { context, links: linksWith(senders) });
    return { span, context: withSpan(context, span) };
  }

  /** Puts into a carrier what a consumer needs to continue the trace. `host` is the broker's, undefined if unknown. */
  inject<Carrier>(
    carrier: Carrier,
    writer: CarrierWriter<Carrier>,
    { span, context, host }: { span: AnySpan; context: Context; host: string | undefined },
  ): void {
    try {
      const told = host === undefined ? context : contextFor(host, context);
      if (this.#context.isW3c) injectW3c(carrier, writer, { span, context: told });
      else this.#context.propagator.inject(withSpan(told, span), carrier, writer);
    } catch (error) {
      reportBug('propagator', error);
    }
  }

  /** The context that came with a message; the root one if it is missing or malformed. */
  extract<Carrier>(carrier: Carrier, reader: TextMapGetter<Carrier>): Context {
    try {
      if (this.#context.isW3c) return extractW3c(carrier, reader);
      return believedContext(this.#context.propagator.extract(ROOT, carrier, reader));
    } catch (error) {
      reportBug('propagator', error);
      return ROOT;
    }
  }

  #start(
    destination: Destination,
    operation: OperationKind,
    { context, links }: { context: Context; links: Link[] | undefined },
  ): AnySpan {
    const block = destination.block(operation);
    const { sampler, processors, limits } = this.#tracer.shared;
    // Somebody wants to see the attributes before the span exists.
    const early = sampler.needsAttributes || processors !== undefined;
    const plain = links === undefined ? KINDS[block.kind] : { kind: block.kind, links };
    const options = early ? { ...plain, attributes: toAttributes(block.list) } : plain;
    const span = this.#tracer.start(block.name, options, { parent: toIdentity(getSpan(context)), context });
    if (early || !(span instanceof Span)) return span;
    // Fast path: nobody has put anything on the span yet, and all of it fits.
    if (span.flatAttributes.length === 0 && limits.attributeCountLimit >= MOST_ATTRIBUTES) {
      span.shareAttributes(block.encoded, block.list);
    } else span.setAttributes(toAttributes(block.list));
    return span;
  }
}

/** Ends the span of an operation, as far as it has one, with what became of it. */
export function endSpan({ state: span, error, disposition }: MessageOperation): void {
  if (!(span instanceof Span) || span.ended) return;
  if (disposition !== undefined) span.setAttribute('messaging.message.disposition', disposition);
  if (error !== undefined) {
    if (span.kind === CONSUMER_KIND) span.recordException(error as Error);
    failSpan(span, error);
  }
  span.end();
}

/** Marks a span as failed, unless the application has said so more precisely. */
function failSpan(span: Span, error: unknown): void {
  span.setAttribute('error.type', errorType(error));
  if (span.statusCode === 0) span.setStatus({ code: STATUS_ERROR, message: errorMessage(error) });
}

/** One for each sender, who may have sent several messages at once. */
function linksWith(senders: readonly Context[]): Link[] {
  const links = new Map<string, Link>();
  for (const sender of senders) {
    const context = getSpan(sender)?.spanContext();
    if (context !== undefined) links.set(context.spanId, { context });
  }
  return [...links.values()];
}
