// ClickHouse inside this process. Its sessions share one directory: one session writes, a few others read, so that no reader
// waits for a load. A reading session is switched to `readonly = 1` for good: no statement on it can write, touch a file or
// open a URL, whatever it says.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drainPending, Session } from 'chdb';
import { HubError } from '../errors.ts';
import { ChdbReader } from './chdb-reader.ts';
import type { Engine, InsertFromSource, Parameter, ProtobufFile, Settings } from './engine.ts';
import { insertSettings } from './insert-settings.ts';
import { literal, settingsClause } from './literal.ts';
import { writePartSettings } from './part-settings.ts';
import { LIMIT_CODES, READ_SETTINGS } from './read-settings.ts';

const READERS = 4;

const MIB = 2 ** 20;

/** What the engine may remember of files. By itself it would take gigabytes, as on a machine of its own. */
export const CACHE_BYTES: Readonly<Record<string, number>> = {
  mark_cache_size: 64 * MIB,
  index_mark_cache_size: 32 * MIB,
  primary_index_cache_size: 32 * MIB,
  text_index_tokens_cache_size: 32 * MIB,
  text_index_header_cache_size: 32 * MIB,
  text_index_postings_cache_size: 64 * MIB,
  query_condition_cache_size: 16 * MIB,
  compiled_expression_cache_size: 16 * MIB,
};

const CACHE_ARGUMENTS = Object.entries(CACHE_BYTES).map(([name, bytes]) => `--${name}=${bytes}`);

export class ChdbEngine implements Engine {
  readonly #directory: string;
  readonly #schemaFiles = new Map<string, string>();
  readonly #writer: Session;
  readonly #readers: readonly ChdbReader[];

  /**
   * @param directory - made if it is missing. Only one process can have it open.
   * @param sync - whether what was inserted outlasts a power cut. Default true.
   */
  constructor(directory: string, sync = true) {
    this.#directory = resolve(directory);
    this.#writer = openSession(directory, sync);
    this.#readers = Array.from({ length: READERS }, () => openReader(directory, sync));
  }

  async execute(sql: string, settings: Settings = {}): Promise<void> {
    await this.#writer.queryAsync(sql + settingsClause(settings)).catch(rethrow);
  }

  async read<Row>(sql: string, parameters: Readonly<Record<string, Parameter>> = {}): Promise<Row[]> {
    const reader = this.#readers.reduce((least, one) => (one.pending < least.pending ? one : least));
    return parseRows<Row>(await reader.read(sql, parameters).catch(rethrow));
  }

  async insertFile(insert: InsertFromSource, file: ProtobufFile, loadId: string): Promise<void> {
    const source = `file(${literal(resolve(file.path))}, 'Protobuf', ${literal(file.structure)})`;
    const schema = `${this.#writeSchema(file.proto)}:Request`;
    await this.execute(insert(source), { ...insertSettings(loadId), format_schema: schema });
  }

  /**
   * As a file of ours: a definition that is given as text would be kept by ClickHouse in the working directory. Its name is
   * that of its content, since ClickHouse never reads a path again that it has read once in this process.
   */
  #writeSchema(proto: string): string {
    const known = this.#schemaFiles.get(proto);
    if (known !== undefined) return known;
    const path = `${this.#directory}/format_schemas/${createHash('sha256').update(proto).digest('hex').slice(0, 16)}.proto`;
    mkdirSync(`${this.#directory}/format_schemas`, { recursive: true });
    writeFileSync(path, proto);
    this.#schemaFiles.set(proto, path);
    return path;
  }

  async close(): Promise<void> {
    await drainPending();
    for (const reader of this.#readers) reader.close();
    this.#writer.close();
    await drainPending();
  }
}

function openSession(directory: string, sync: boolean): Session {
  try {
    const settings = `--config-file=${writePartSettings(resolve(directory), sync)}`;
    return new Session(directory, { connectionArgs: [...CACHE_ARGUMENTS, settings] });
  } catch (error) {
    throw new HubError('TL_STORE_UNAVAILABLE', `cannot open the store ${directory}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function openReader(directory: string, sync: boolean): ChdbReader {
  const session = openSession(directory, sync);
  for (const [name, value] of Object.entries(READ_SETTINGS)) session.query(`SET ${name} = ${value}`);
  session.query('SET readonly = 1');
  return new ChdbReader(session);
}

function parseRows<Row>(text: string): Row[] {
  if (text === '') return [];
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Row[];
}

function rethrow(error: unknown): never {
  const { clickhouseCode } = error as { clickhouseCode?: number };
  const code = LIMIT_CODES.has(clickhouseCode ?? 0) ? 'TL_STORE_LIMIT' : 'TL_STORE_QUERY';
  throw new HubError(code, `cannot run the statement: ${messageOf(error)}`, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
