import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { withSpan } from '@throughline/node';

/** A server as its customer sees it. */
export interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly datacenter: string;
}

/** Which servers there are, and whose. */
export class Servers {
  readonly #list: StatementSync;
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#list = database.prepare('SELECT id, name, datacenter FROM servers WHERE customer_id = ? ORDER BY id');
    this.#find = database.prepare('SELECT id, name, datacenter FROM servers WHERE id = ? AND customer_id = ?');
  }

  list(customerId: string): ServerRow[] {
    return withSpan('db.query.servers', () => this.#list.all(customerId) as unknown as ServerRow[]);
  }

  /** `undefined` also where the server is another customer's. */
  find(id: string, customerId: string): ServerRow | undefined {
    return withSpan('db.query.servers', () => this.#find.get(id, customerId) as ServerRow | undefined);
  }
}
