import { scrypt, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { withSpan } from '@throughline/node';
import { UnauthenticatedError } from '../identity/claims.ts';
import type { Claims } from '../identity/claims.ts';
import { HASH_BYTES } from './database.ts';

const hash = promisify<string, Uint8Array, number, Buffer>(scrypt);

interface UserRow {
  readonly customer_id: string;
  readonly salt: Uint8Array;
  readonly password_hash: Uint8Array;
}

/** Who may log in. */
export class Users {
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT customer_id, salt, password_hash FROM users WHERE name = ?');
  }

  /** @throws UnauthenticatedError where name and password do not fit, whichever of them is wrong. */
  async authenticate(name: string, password: string): Promise<Claims> {
    const row = withSpan('db.query.users', () => this.#find.get(name) as UserRow | undefined);
    const isRight = await withSpan('password.verify', () => verify(password, row));
    if (row === undefined || !isRight) throw new UnauthenticatedError('the name or the password is wrong');
    return { userId: name, customerId: row.customer_id };
  }
}

/** Takes as long for a user that does not exist. */
async function verify(password: string, row: UserRow | undefined): Promise<boolean> {
  const given = await hash(password, row?.salt ?? new Uint8Array(16), HASH_BYTES);
  return row !== undefined && timingSafeEqual(given, row.password_hash);
}
