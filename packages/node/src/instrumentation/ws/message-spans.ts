// Context and spans of single messages, where the application has asked for them. A message that brings no context begins a
// trace of its own, linked with the upgrade: otherwise a socket that is open for hours would make one trace of hours.
import type { Context } from '@opentelemetry/api';
import type { WebSocketConfiguration } from '../../configuration/library-configuration.ts';
import { getSpan, isSuppressed, withoutSpan, withSpan } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { reportBug } from '../guard.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { readCarrier } from './carrier.ts';
import { payloadSize } from './payload-size.ts';
import type { Session } from './session.ts';
import type { EventMessage, SendMessage } from './wrap.ts';

const PRODUCER_KIND = 3;
const CONSUMER_KIND = 4;
const STATUS_ERROR = 2;

export class MessageSpans {
  readonly #options: WebSocketConfiguration;
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #isAsked: boolean;

  constructor(context: InstrumentationContext, tracer: Tracer) {
    this.#options = context.libraries.webSocket;
    this.#isAsked = this.#options.messageSpans || this.#options.envelope !== undefined;
    this.#context = context;
    this.#tracer = tracer;
  }

  /** @returns the context in which the handlers of a received message run. */
  receive(message: EventMessage, session: Session): Context {
    const sender = this.#extract(message);
    if (!this.#options.messageSpans) return sender ?? session.context;
    // Its baggage stays.
    const parent = sender ?? withoutSpan(session.context);
    const origin = getSpan(session.context);
    const links = origin === undefined ? [] : [{ context: origin.spanContext() }];
    const options = { kind: CONSUMER_KIND, links };
    const span = this.#tracer.start('websocket.receive', options, {
      parent: toIdentity(getSpan(parent)),
      context: parent,
    });
    if (span instanceof Span) {
      span.setAttribute('websocket.message.size', payloadSize(message.args[1]));
      message.state = span;
    }
    return withSpan(parent, span);
  }

  /** All listeners have returned. */
  received(message: EventMessage): void {
    if (message.state instanceof Span) message.state.end();
  }

  /** Before a message goes out. */
  send(message: SendMessage, session: Session): void {
    // Fast path: nobody has asked for anything.
    if (!this.#isAsked) return;
    // A fragment is no message: neither a span nor an envelope fits it.
    if (!message.isLast || session.isFragmented) return;
    const active = activeContext();
    if (isSuppressed(active)) return;
    const context = this.#options.messageSpans ? this.#startSend(message, active) : active;
    this.#inject(message, context);
  }

  /** It has been handed to the socket, or refused. */
  sent(message: SendMessage): void {
    const { state: span } = message;
    if (!(span instanceof Span)) return;
    if (message.error !== undefined) {
      span.setAttribute('error.type', errorType(message.error));
      span.setStatus({ code: STATUS_ERROR, message: errorMessage(message.error) });
    }
    span.end();
  }

  #startSend(message: SendMessage, active: Context): Context {
    const parent = toIdentity(getSpan(active));
    const span = this.#tracer.start('websocket.send', { kind: PRODUCER_KIND }, { parent, context: active });
    if (span instanceof Span) {
      span.setAttribute('websocket.message.size', payloadSize(message.data));
      message.state = span;
    }
    return withSpan(active, span);
  }

  #inject(message: SendMessage, context: Context): void {
    const { envelope } = this.#options;
    if (envelope === undefined) return;
    const carrier: Record<string, string> = {};
    this.#context.propagator.inject(context, carrier, { set: (into, name, value) => (into[name] = value) });
    if (Object.keys(carrier).length === 0) return;
    try {
      message.data = envelope.inject(message.data, carrier);
    } catch (error) {
      reportBug('webSocket.envelope.inject', error);
    }
  }

  #extract({ args }: EventMessage): Context | undefined {
    const { envelope } = this.#options;
    if (envelope === undefined) return undefined;
    try {
      return readCarrier(envelope.extract(args[1], args[2] === true), this.#context.propagator);
    } catch (error) {
      reportBug('webSocket.envelope.extract', error);
      return undefined;
    }
  }
}
