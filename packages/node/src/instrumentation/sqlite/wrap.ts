// Node publishes what `node:sqlite` does only from 26.8 on, after the fact and with the values put in. So its statements are
// wrapped on their prototype, which all that import it share.
import { basename } from 'node:path';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { QueryChannels } from '../sql/query-channels.ts';
import { type QueryMethod, traceMethod } from '../sql/trace-method.ts';

const channels = new QueryChannels('sqlite');

interface Database {
  location(): string | null;
}

interface SqliteModule {
  readonly DatabaseSync: { readonly prototype: object };
  readonly StatementSync: { readonly prototype: object };
}

type Call = (this: object, ...args: unknown[]) => unknown;

const wrapped = new WeakSet<object>();
/** Of a database, and of the statements and stores that it made. */
const namespaces = new WeakMap<object, string>();

/** Wraps the module `node:sqlite`. */
export function wrapSqlite(exports: object): void {
  const { DatabaseSync, StatementSync } = exports as Partial<SqliteModule>;
  if (DatabaseSync === undefined || StatementSync === undefined || wrapped.has(DatabaseSync)) return;
  wrapped.add(DatabaseSync);
  wrapDatabase(DatabaseSync.prototype);
  wrapStatements(StatementSync.prototype, sourceOf);
}

/** Of statements, of which the library makes a new text whenever it is asked. */
const sources = new WeakMap<object, string>();

function sourceOf(statement: object): unknown {
  const known = sources.get(statement);
  if (known !== undefined) return known;
  const { sourceSQL } = statement as { sourceSQL?: unknown };
  if (typeof sourceSQL === 'string') sources.set(statement, sourceSQL);
  return sourceSQL;
}

function wrapDatabase(prototype: object): void {
  const sql = (_database: object, first: unknown): unknown => first;
  traceMethod(prototype, 'exec', { channels, sql, namespace: namespaceOf, returns: 'nothing' });
  replaceMethod<Call>(prototype, 'prepare', (prepare) => {
    return function (...args) {
      if (!channels.hasSubscribers) return prepare.apply(this, args);
      const statement = prepareTraced(prepare, this, args) as object;
      namespaces.set(statement, namespaceOf(this));
      return statement;
    };
  });
  replaceMethod<Call>(prototype, 'createTagStore', (create) => {
    return function (...args) {
      const store = create.apply(this, args) as object;
      wrapTagStore(Object.getPrototypeOf(store) as object);
      namespaces.set(store, namespaceOf(this));
      return store;
    };
  });
}

/** To prepare is worth a span only where it fails: nothing else will tell of the statement. */
function prepareTraced(prepare: Call, database: object, args: unknown[]): unknown {
  try {
    return prepare.apply(database, args);
  } catch (error) {
    const [sql] = args;
    if (typeof sql === 'string') channels.fail(channels.begin(sql, namespaceOf(database)), error);
    throw error;
  }
}

/** A store runs the statement that a template names: the template's own texts are the statement without values. */
function wrapTagStore(prototype: object): void {
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  wrapStatements(prototype, (_store, texts) => (Array.isArray(texts) ? texts.join('?') : undefined));
}

function wrapStatements(prototype: object, sql: QueryMethod['sql']): void {
  const common = { channels, sql, namespace: (target: object) => namespaces.get(target) ?? '' };
  traceMethod(prototype, 'run', { ...common, returns: 'nothing' });
  traceMethod(prototype, 'get', { ...common, returns: 'a row' });
  traceMethod(prototype, 'all', { ...common, returns: 'rows' });
  traceMethod(prototype, 'iterate', { ...common, returns: 'an iterator' });
}

/** Name of the file, without its folders, which may be somebody's. */
function namespaceOf(database: object): string {
  let namespace = namespaces.get(database);
  if (namespace === undefined) {
    namespace = findName(database as Database);
    if (namespace !== '') namespaces.set(database, namespace);
  }
  return namespace;
}

function findName(database: Database): string {
  try {
    const location = database.location();
    return location === null || location === '' ? ':memory:' : basename(location);
  } catch {
    // Closed, which the call that follows will say itself.
    return '';
  }
}
