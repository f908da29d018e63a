import { randomBytes } from 'node:crypto';
import { Code, ConnectError } from '@connectrpc/connect';
import { addEvent, withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import { Session } from './session.ts';
import type { SessionFacts } from './session.ts';

/** The sessions of a gateway, in memory: they are over when it is. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @throws ConnectError `already_exists` */
  create(facts: SessionFacts): Session {
    const { id, kind, serverId } = facts;
    return withSpan('session.create', { 'session.kind': kind }, () => {
      if (this.#sessions.has(id)) throw new ConnectError(`there is a session ${id} already`, Code.AlreadyExists);
      const session = new Session(facts, (reason) => this.#forget(id, reason));
      this.#sessions.set(id, session);
      addEvent('session.created', { 'session.id': id });
      this.#log.info({ session: id, kind, server: serverId }, 'session created');
      return session;
    });
  }

  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  endAll(): void {
    for (const session of this.#sessions.values()) session.end('gateway stopped');
  }

  #forget(id: string, reason: string): void {
    this.#sessions.delete(id);
    this.#log.info({ session: id, reason }, 'session closed');
  }
}

/** A name for a session that nobody has named. */
export function createSessionId(): string {
  return `session-${randomBytes(4).toString('hex')}`;
}
