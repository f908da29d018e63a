import type { Session } from 'chdb';
import type { Parameter } from './engine.ts';

/** A session that reads, one statement after the other. */
export class ChdbReader {
  readonly #session: Session;
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Statements that are under way or wait. */
  get pending(): number {
    return this.#pending;
  }

  /** @returns a line of JSON for each row. */
  async read(sql: string, parameters: Readonly<Record<string, Parameter>>): Promise<string> {
    this.#pending++;
    const answer = this.#last.then(() => this.#query(sql, parameters));
    this.#last = answer.catch(ignore);
    try {
      return await answer;
    } finally {
      this.#pending--;
    }
  }

  async #query(sql: string, parameters: Readonly<Record<string, Parameter>>): Promise<string> {
    try {
      return (await this.#session.queryBindAsync(sql, parameters, { format: 'JSONEachRow' })).text();
    } catch (error) {
      // What a statement had written before it failed, chDB hands out at the head of the next answer: let that be this one.
      await this.#session.queryAsync('SELECT 1').catch(ignore);
      throw error;
    }
  }

  close(): void {
    this.#session.close();
  }
}

function ignore(): void {}
