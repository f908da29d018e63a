/** What BullMQ is given as `connection`: options, or a client of ioredis. */
interface Connection {
  readonly url?: unknown;
  readonly host?: unknown;
  readonly port?: unknown;
  /** Of a client. */
  readonly options?: { readonly host?: unknown; readonly port?: unknown };
  /** Of a cluster. */
  readonly isCluster?: unknown;
}

const DEFAULT_PORT = 6379;

/** The server of a connection; nothing for a cluster or what is not known here. */
export function readRedisAddress(connection: unknown): { host?: string; port?: number } {
  if (typeof connection !== 'object' || connection === null) return {};
  const { url, options, isCluster } = connection as Connection;
  if (isCluster === true) return {};
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed !== null) return { host: parsed.hostname, port: Number(parsed.port || DEFAULT_PORT) };
  const { host, port } = options ?? (connection as Connection);
  return {
    host: typeof host === 'string' && host !== '' ? host : '127.0.0.1',
    port: typeof port === 'number' || typeof port === 'string' ? Number(port) : DEFAULT_PORT,
  };
}
