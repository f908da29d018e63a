/** What OTLP sends and the hub keeps. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** A value bound to `{name:Type}` in a statement. Values never become part of the text. */
export type Parameter = string | number | bigint | boolean | readonly string[] | readonly number[];

/** ClickHouse settings of one statement. */
export type Settings = Readonly<Record<string, string | number>>;

/** A file of length-delimited OTLP requests, and how ClickHouse is to read it. */
export interface ProtobufFile {
  readonly path: string;
  /** Message definitions; the outermost is `Request`. */
  readonly proto: string;
  /** Columns and types, as a table function takes them. */
  readonly structure: string;
}

/** An INSERT whose SELECT reads from the file, written with the name of the source to read from. */
export type InsertFromSource = (source: string) => string;

/**
 * ClickHouse, embedded or a server: the same SQL. Only `store/` knows which one it is, or that it is ClickHouse at all.
 * Every method rejects with a `HubError`: `TL_STORE_QUERY` for a refused statement, `TL_STORE_LIMIT` for one that took too
 * long or too much, `TL_STORE_UNAVAILABLE` when there is nobody to ask.
 */
export interface Engine {
  /** Runs a statement that changes something. */
  execute(sql: string, settings?: Settings): Promise<void>;
  /** Reads rows, read-only and within the limits of a query. 64-bit integers arrive as strings. */
  read<Row>(sql: string, parameters?: Readonly<Record<string, Parameter>>): Promise<Row[]>;
  /** Inserts the rows of a file, under an id of its own. */
  insertFile(insert: InsertFromSource, file: ProtobufFile, loadId: string): Promise<void>;
  close(): Promise<void>;
}
