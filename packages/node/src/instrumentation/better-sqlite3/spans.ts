import type { Instrumentation } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { sqliteStatements } from '../sql/describe-statement.ts';
import { type QuerySource, subscribeQueries } from '../sql/query-spans.ts';
import { wrapBetterSqlite3 } from './wrap.ts';

const TARGET: ExportsTarget = {
  name: 'better-sqlite3',
  // One entry that finds the native part, and one for each platform.
  file: /[\\/]better-sqlite3[\\/]lib[\\/](?!binding|database|sqlite-error|util)[\w-]+\.js$/,
  wrap: wrapBetterSqlite3,
};

const SOURCE: QuerySource = {
  library: 'better-sqlite3',
  system: 'sqlite',
  statements: sqliteStatements,
  statusCode(error) {
    const { code } = (error ?? {}) as { code?: unknown };
    return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
  },
};

/** Spans of the statements of better-sqlite3. */
export const betterSqlite3: Instrumentation = {
  name: 'better-sqlite3',
  enable(context) {
    const subscriptions = subscribeQueries(SOURCE, context).add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};
