import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { currentSpan } from '@throughline/node';
import type { WebSocket } from 'ws';
import { relay } from './relay.ts';

export type SessionKind = 'vnc' | 'sol';

export interface SessionFacts {
  readonly id: string;
  readonly kind: SessionKind;
  readonly serverId: string;
  readonly customerId: string;
}

/** The code of a socket that broke: nobody has closed it. */
const ABNORMAL = 1006;

/** A session that nobody looks at within this time ends. */
const MAX_UNUSED_MS = 60_000;

const tracer = trace.getTracer('bmc.gateway');

/**
 * A console that somebody looks at, from its creation to its end, hours later perhaps: its span is the root of a trace of its
 * own, linked with the request that created it, and its states are events.
 */
export class Session {
  readonly facts: SessionFacts;
  readonly #span: Span;
  readonly #onEnd: (reason: string) => void;
  #agent: WebSocket | undefined;
  #user: WebSocket | undefined;
  /** Runs while the session waits for its user. */
  #unused: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(facts: SessionFacts, onEnd: (reason: string) => void) {
    this.facts = facts;
    this.#onEnd = onEnd;
    const creator = currentSpan()?.spanContext();
    const links = creator === undefined ? [] : [{ context: creator }];
    this.#span = tracer.startSpan(`${facts.kind}.session`, { root: true, links });
    this.#span.addEvent('session.created');
  }

  /** The agent is connected to the BMC. What it sends waits until somebody looks. */
  attachAgent(socket: WebSocket): void {
    this.#agent = socket;
    socket.pause();
    this.#span.addEvent('session.bmc_connected');
    socket.on('close', (code) => this.end(code === ABNORMAL ? 'agent lost' : 'BMC hung up'));
  }

  /** Waits for its user, but not for ever. */
  expectUser(): void {
    if (!this.#hasEnded) this.#unused = setTimeout(() => this.end('not used'), MAX_UNUSED_MS).unref();
  }

  /** @returns whether it took the socket: it takes one. */
  attachUser(socket: WebSocket): boolean {
    if (this.#user !== undefined || this.#agent === undefined) return false;
    this.#user = socket;
    clearTimeout(this.#unused);
    this.#span.addEvent('session.active');
    socket.on('close', () => this.end('user left'));
    relay(this.#agent, socket);
    this.#agent.resume();
    return true;
  }

  /** Ends it on all sides, once. */
  end(reason: 'user left' | 'BMC hung up' | 'agent lost' | 'not started' | 'not used' | 'gateway stopped'): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#unused);
    const isFailure = reason === 'agent lost' || reason === 'not started';
    this.#user?.close(isFailure ? 1011 : 1000, reason);
    this.#agent?.close(1000, reason);
    this.#span.addEvent('session.closed', { 'session.close_reason': reason });
    if (isFailure) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
    this.#span.end();
    this.#onEnd(reason);
  }
}
