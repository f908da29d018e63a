// How a request becomes rows. ClickHouse reads each field of a nested message as a column of its own, an array for each
// level of `repeated` above it:
//
//   resource_spans.scope_spans.spans.name  Array(Array(Array(String)))
//
// Level by level these are unfolded together by ARRAY JOIN: first one row a resource, then a scope, then a span. What is the
// same for all rows below (the resource's hash) is computed before the next level. This is several times cheaper to plan and
// to run than reading tuples: the planner's work grows with the size of each expression's type.

import { literal } from '../literal.ts';

/** A level of `repeated` messages. */
export interface RequestLevel {
  /** Its field in the level above. */
  readonly path: string;
  /** What is read of it: field path and ClickHouse type, by the name that SQL uses. */
  readonly columns: Readonly<Record<string, readonly [path: string, type: string]>>;
  /** What is left of it for the rows: SQL over its columns, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The structure that a table function reads a request into. */
export function requestStructure(levels: readonly RequestLevel[]): string {
  return sourceColumns(levels)
    .map(({ path, depth, type }) => `\`${path}\` ${'Array('.repeat(depth)}${type}${')'.repeat(depth)}`)
    .join(', ');
}

interface SourceColumn {
  readonly name: string;
  readonly path: string;
  readonly depth: number;
  readonly type: string;
}

function sourceColumns(levels: readonly RequestLevel[]): SourceColumn[] {
  return levels.flatMap(({ columns }, index) => {
    const prefix = levels.slice(0, index + 1).map(({ path }) => path);
    return Object.entries(columns).map(([name, [path, type]]) => ({
      name,
      path: [...prefix, path].join('.'),
      depth: index + 1,
      type,
    }));
  });
}

/** A SELECT of one row for each message of the innermost level: the outputs of all levels. */
export function selectRows(levels: readonly RequestLevel[], source: string): string {
  const columns = sourceColumns(levels);
  let from = source;
  const above: string[] = [];
  for (const [index, { outputs }] of levels.entries()) {
    const joined = columns.filter(({ depth }) => depth > index);
    const arrays = joined.map(({ name, path }) => (index === 0 ? `\`${path}\` AS ${name}` : name));
    const below = joined.filter(({ depth }) => depth > index + 1).map(({ name }) => name);
    const own = Object.entries(outputs).map(([name, sql]) => `${sql} AS \`${name}\``);
    const query = `SELECT ${[...above, ...own, ...below].join(',\n  ')}\nFROM ${from} ARRAY JOIN ${arrays.join(', ')}`;
    above.push(...Object.keys(outputs));
    from = `(${query})`;
  }
  return from.slice(1, -1);
}

/** What is known about the file whose rows are inserted. */
export interface LoadedFile {
  /** What its rows are known by. */
  readonly loadId: string;
  /** Whether an earlier attempt may have stored some of its rows. */
  readonly attempted: boolean;
  readonly arrivedAt: Date;
}

export interface RowSource {
  /** A table function that reads the file. */
  readonly source: string;
  readonly file: LoadedFile;
}

/** INSERT of one row for each message of the innermost level, without the days that an earlier attempt has stored. */
export function insertRows(table: string, levels: readonly RequestLevel[], { source, file }: RowSource): string {
  const loadId = literal(file.loadId);
  const identified = levels.map((level, index) =>
    index === levels.length - 1 ? { ...level, outputs: { ...level.outputs, load_id: loadId } } : level,
  );
  const names = identified.flatMap(({ outputs }) => Object.keys(outputs)).map((name) => `\`${name}\``);
  const rows = selectRows(identified, source);
  const stored = `SELECT day FROM ${table} WHERE load_id = ${loadId}`;
  const missing = file.attempted ? `SELECT * FROM (${rows})\nWHERE day NOT IN (${stored})` : rows;
  return `INSERT INTO ${table} (${names.join(', ')})\n${missing}`;
}
