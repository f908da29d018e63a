// better-sqlite3 publishes nothing. Everything but `exec` runs as a statement, its transactions and pragmas included, and all
// statements share one prototype. It belongs to the native part, so it is had from the first statement.
import { basename } from 'node:path';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { QueryChannels } from '../sql/query-channels.ts';
import { traceMethod } from '../sql/trace-method.ts';

const channels = new QueryChannels('better-sqlite3');

interface Database {
  readonly name: string;
  readonly memory: boolean;
}

interface Statement {
  readonly source: string;
  readonly database: Database;
}

type Call = (this: object, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<object>();
/** Prototypes of databases whose statements have been looked for. */
const searched = new WeakSet<object>();

/** Wraps the class that the module exports. @returns whether it is that. */
export function wrapBetterSqlite3(exported: unknown): boolean {
  if (!isDatabase(exported)) return false;
  const { prototype } = exported;
  if (wrapped.has(prototype)) return true;
  wrapped.add(prototype);
  const { prepare } = prototype;
  traceMethod(prototype, 'exec', {
    channels,
    sql: (_database, first) => first,
    namespace: (database) => namespaceOf(database as Database),
    returns: 'nothing',
  });
  wrapPrepare(prototype);
  // Both make statements of their own, perhaps before the application makes its first.
  for (const name of ['transaction', 'pragma']) {
    replaceMethod<Call>(prototype, name, (original) => {
      return function (...args) {
        findStatements(this, prepare);
        return original.apply(this, args);
      };
    });
  }
  return true;
}

function isDatabase(value: unknown): value is { prototype: { prepare: Call } } {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { prototype?: object };
  return prototype !== undefined && ['prepare', 'exec', 'pragma', 'transaction'].every((name) => name in prototype);
}

function wrapPrepare(prototype: object): void {
  replaceMethod<Call>(prototype, 'prepare', (prepare) => {
    return function (...args) {
      try {
        const statement = prepare.apply(this, args) as object;
        wrapStatements(Object.getPrototypeOf(statement) as object);
        return statement;
      } catch (error) {
        // Nothing else will tell of the statement.
        const [sql] = args;
        if (channels.hasSubscribers && typeof sql === 'string')
          channels.fail(channels.begin(sql, namespaceOf(this as Database)), error);
        throw error;
      }
    };
  });
}

function findStatements(database: object, prepare: Call): void {
  const owner = Object.getPrototypeOf(database) as object;
  if (searched.has(owner)) return;
  try {
    wrapStatements(Object.getPrototypeOf(prepare.call(database, 'SELECT 1')) as object);
    searched.add(owner);
  } catch {
    // Closed, or no database: the call itself will say so.
  }
}

function wrapStatements(prototype: object): void {
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  const common = {
    channels,
    sql: (statement: object) => (statement as Statement).source,
    namespace: (statement: object) => namespaceOf((statement as Statement).database),
  };
  traceMethod(prototype, 'run', { ...common, returns: 'nothing' });
  traceMethod(prototype, 'get', { ...common, returns: 'a row' });
  traceMethod(prototype, 'all', { ...common, returns: 'rows' });
  traceMethod(prototype, 'iterate', { ...common, returns: 'an iterator' });
}

/** By database. */
const namespaces = new WeakMap<object, string>();

/** Name of the file, without its folders, which may be somebody's. */
function namespaceOf(database: Database | undefined): string {
  if (database === undefined) return ':memory:';
  return namespaces.get(database) ?? rememberNamespace(database);
}

function rememberNamespace(database: Database): string {
  const { name, memory } = database as Partial<Database>;
  const namespace = memory === true || name === undefined || name === '' ? ':memory:' : basename(name);
  namespaces.set(database, namespace);
  return namespace;
}
