import type { Connection } from './message.ts';

/** The server that a connection is connected with, `127.0.0.1:4222`. */
export interface NatsAddress {
  readonly host?: string;
  readonly port?: number;
}

const NOWHERE: NatsAddress = {};
const known = new WeakMap<Connection, NatsAddress>();

/** Which server of a cluster it is may change; what counts is the first. */
export function readNatsAddress(connection: Connection): NatsAddress {
  return known.get(connection) ?? remember(connection);
}

function remember(connection: Connection): NatsAddress {
  const server = connection.getServer?.();
  // Not connected: asked again the next time.
  if (typeof server !== 'string' || server === '') return NOWHERE;
  const url = URL.parse(`nats://${server}`);
  if (url === null) return NOWHERE;
  const address = { host: url.hostname, port: Number(url.port || '4222') };
  known.set(connection, address);
  return address;
}
