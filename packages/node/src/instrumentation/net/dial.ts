// One attempt to connect, from the call to the moment when the connection can be used: for TLS that is after the handshake,
// which has a span of its own inside. Only watches: an error is seen without being handled.
import type { Context } from '@opentelemetry/api';
import { errorMonitor } from 'node:events';
import { withSpan } from '../../context/context.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import { Span } from '../../trace/span.ts';
import type { Tracer } from '../../trace/tracer.ts';
import { reportBug } from '../guard.ts';
import type { DialMessage } from './wrap.ts';

type Listener = (argument: unknown) => void;

const STATUS_ERROR = 2;

export class Dial {
  readonly #socket: DialMessage['socket'];
  readonly #span: Span;
  readonly #context: Context;
  readonly #tracer: Tracer;
  readonly #listeners: (readonly [event: string | symbol, listener: Listener])[] = [];
  #handshake: Span | undefined;
  #hasTimedOut = false;

  constructor({ socket }: DialMessage, { span, context, tracer }: { span: Span; context: Context; tracer: Tracer }) {
    this.#socket = socket;
    this.#span = span;
    this.#context = context;
    this.#tracer = tracer;
    this.#on('connect', () => this.#connected());
    this.#on('secureConnect', () => this.#end());
    this.#on('timeout', () => (this.#hasTimedOut = true));
    this.#on(errorMonitor, (error: unknown) => this.#fail(errorType(error), describe(error)));
    this.#on('close', () => this.#close());
  }

  #on(event: string | symbol, act: (argument: unknown) => void): void {
    const listener = (argument: unknown): void => {
      try {
        act(argument);
      } catch (error) {
        reportBug('net', error);
      }
    };
    this.#listeners.push([event, listener]);
    this.#socket.prependListener(event as 'close', listener);
  }

  #connected(): void {
    const { remoteAddress, remotePort, encrypted } = this.#socket;
    if (remoteAddress !== undefined) {
      this.#span.setAttribute('network.peer.address', remoteAddress);
      this.#span.setAttribute('network.peer.port', remotePort);
    }
    if (encrypted !== true) return this.#end();
    const context = withSpan(this.#context, this.#span);
    const handshake = this.#tracer.start('tls.handshake', undefined, { parent: this.#span, context });
    if (handshake instanceof Span) this.#handshake = handshake;
  }

  /** The application gave up, or the other side hung up, before the connection could be used. */
  #close(): void {
    if (this.#hasTimedOut) this.#fail('timeout', 'the connection was given up after a timeout');
    else this.#fail('aborted', 'the connection was closed before it could be used');
  }

  #fail(type: string, message: string): void {
    for (const span of [this.#handshake, this.#span]) {
      span?.setAttribute('error.type', type);
      span?.setStatus({ code: STATUS_ERROR, message });
    }
    this.#end();
  }

  #end(): void {
    for (const [event, listener] of this.#listeners.splice(0)) this.#socket.off(event as 'close', listener);
    if (this.#handshake !== undefined) this.#describeTls(this.#handshake);
    this.#handshake?.end();
    this.#span.end();
  }

  #describeTls(handshake: Span): void {
    const { getProtocol, servername } = this.#socket as { getProtocol?(): string | null; servername?: unknown };
    const protocol = getProtocol?.call(this.#socket) ?? undefined;
    const version = /^TLSv(.+)$/.exec(protocol ?? '')?.[1];
    if (version !== undefined) {
      handshake.setAttribute('tls.protocol.name', 'tls');
      handshake.setAttribute('tls.protocol.version', version);
    }
    if (typeof servername === 'string') handshake.setAttribute('tls.client.server_name', servername);
  }
}

/** Of several addresses that failed each has its own message. */
function describe(error: unknown): string {
  const message = errorMessage(error);
  return message === '' && error instanceof AggregateError ? error.errors.map(errorMessage).join('; ') : message;
}
