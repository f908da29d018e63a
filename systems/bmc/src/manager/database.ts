import { randomBytes, scryptSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** What a new database starts with. */
export interface Seed {
  readonly users: readonly { readonly name: string; readonly password: string; readonly customerId: string }[];
  readonly servers: readonly {
    readonly id: string;
    readonly name: string;
    readonly datacenter: string;
    readonly customerId: string;
  }[];
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, customer_id TEXT NOT NULL, salt BLOB NOT NULL, password_hash BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS servers (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, datacenter TEXT NOT NULL, customer_id TEXT NOT NULL
  ) STRICT;`;

/** Opens the manager's database; a file that is new gets its first users and servers. */
export function openDatabase(file: string, seed: Seed): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(SCHEMA);
  const addUser = database.prepare('INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?)');
  for (const { name, customerId, password } of seed.users) {
    const salt = randomBytes(16);
    addUser.run(name, customerId, salt, scryptSync(password, salt, HASH_BYTES));
  }
  const addServer = database.prepare('INSERT OR REPLACE INTO servers VALUES (?, ?, ?, ?)');
  for (const { id, name, datacenter, customerId } of seed.servers) addServer.run(id, name, datacenter, customerId);
  return database;
}

/** Of a password. */
export const HASH_BYTES = 32;
