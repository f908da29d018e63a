// A ClickHouse server, by its HTTP interface. The statements are those of the embedded one; a file is sent as the body of its
// INSERT instead of being read where it is.
import { createReadStream } from 'node:fs';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { HubError } from '../errors.ts';
import type { Engine, InsertFromSource, Parameter, ProtobufFile, Settings } from './engine.ts';
import { insertSettings } from './insert-settings.ts';
import { literal } from './literal.ts';
import { LIMIT_CODES, READ_SETTINGS } from './read-settings.ts';

/** A load, or a mutation after a crash, may take as long. */
const REQUEST_TIMEOUT_MS = 300_000;

/** An error arrives as the status of an answer, not in the middle of one. */
const COMPLETE: ClickHouseSettings = { wait_end_of_query: 1 };

const NOT_CLICKHOUSE = 'it answers, but not as ClickHouse does';

/** A statement over distributed tables asks other shards once, and a row is inserted when its shard has it. */
const DISTRIBUTED: Settings = { distributed_product_mode: 'global', distributed_foreground_insert: 1 };

export class ClickHouseEngine implements Engine {
  readonly #client: ClickHouseClient;

  /**
   * @param url - `clickhouse://user:password@host:8123/database`, or `clickhouses://…` for TLS.
   * @throws HubError `TL_STORE_UNAVAILABLE` when it is no such URL.
   */
  constructor(url: string) {
    const { protocol, username, password, host, pathname } = parseStoreUrl(url);
    this.#client = createClient({
      url: `${protocol}//${host}`,
      username: decodeURIComponent(username) || 'default',
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)) || 'default',
      application: 'throughline',
      // What goes wrong is thrown.
      log: { level: ClickHouseLogLevel.OFF },
      request_timeout: REQUEST_TIMEOUT_MS,
      // Long lists of ids would not fit into a URL.
      use_multipart_params_auto: true,
    });
  }

  /** @throws HubError `TL_STORE_UNAVAILABLE` when nobody or something else answers. */
  async assertClickHouse(): Promise<void> {
    const [row] = await this.read<{ version?: unknown }>('SELECT version() AS version');
    if (typeof row?.version !== 'string')
      throw new HubError('TL_STORE_UNAVAILABLE', `cannot reach the store: ${NOT_CLICKHOUSE}`);
  }

  async execute(sql: string, settings: Settings = {}): Promise<void> {
    await this.#client.command({ query: sql, clickhouse_settings: { ...settings, ...COMPLETE } }).catch(rethrow);
  }

  async read<Row>(sql: string, parameters: Readonly<Record<string, Parameter>> = {}): Promise<Row[]> {
    try {
      const result = await this.#client.query({
        query: sql,
        query_params: parameters,
        format: 'JSONEachRow',
        clickhouse_settings: { ...READ_SETTINGS, ...DISTRIBUTED, ...COMPLETE, readonly: '1' },
      });
      return await result.json<Row>();
    } catch (error) {
      return rethrow(error);
    }
  }

  async insertFile(insert: InsertFromSource, file: ProtobufFile, loadId: string): Promise<void> {
    try {
      const { stream } = await this.#client.exec({
        query: `${insert(`input(${literal(file.structure)})`)}\nFORMAT Protobuf`,
        values: createReadStream(file.path),
        // The server refuses a second attempt while it is still busy with the first, whose connection broke.
        query_id: `throughline-${loadId}`,
        clickhouse_settings: {
          ...insertSettings(loadId),
          ...DISTRIBUTED,
          ...COMPLETE,
          format_schema_source: 'string',
          format_schema: file.proto,
          format_schema_message_name: 'Request',
        },
      });
      stream.resume();
    } catch (error) {
      rethrow(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

const PROTOCOLS: Readonly<Record<string, string>> = { 'clickhouse:': 'http:', 'clickhouses:': 'https:' };
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '8123', 'https:': '8443' };

type StoreUrl = Pick<URL, 'protocol' | 'username' | 'password' | 'host' | 'pathname'>;

function parseStoreUrl(text: string): StoreUrl {
  const url = URL.parse(text);
  const protocol = PROTOCOLS[url?.protocol ?? ''];
  if (url === null || protocol === undefined || url.hostname === '')
    throw new HubError(
      'TL_STORE_UNAVAILABLE',
      `cannot open the store: got ${text.replace(/\/\/[^@/]*@/, '//')}, need clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`,
    );
  const { username, password, hostname, port, pathname } = url;
  return { protocol, username, password, host: `${hostname}:${port || DEFAULT_PORTS[protocol]}`, pathname };
}

function rethrow(error: unknown): never {
  if (!(error instanceof ClickHouseError)) {
    const what = (error as Error).message || NOT_CLICKHOUSE;
    throw new HubError('TL_STORE_UNAVAILABLE', `cannot reach the store: ${what}`, { cause: error });
  }
  const clickhouseCode = Number(error.code);
  const code = LIMIT_CODES.has(clickhouseCode) ? 'TL_STORE_LIMIT' : 'TL_STORE_QUERY';
  const cause = Object.assign(error, { clickhouseCode });
  throw new HubError(code, `cannot run the statement: ${error.message}`, { cause });
}
