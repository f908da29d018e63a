import type { Instrumentation } from '../instrumentation.ts';
import { watchBuiltin } from '../module-hooks/watch-builtin.ts';
import { sqliteStatements } from '../sql/describe-statement.ts';
import { type QuerySource, subscribeQueries } from '../sql/query-spans.ts';
import { wrapSqlite } from './wrap.ts';

const SOURCE: QuerySource = {
  library: 'sqlite',
  system: 'sqlite',
  statements: sqliteStatements,
  statusCode(error) {
    const { errcode } = (error ?? {}) as { errcode?: unknown };
    return typeof errcode === 'number' ? String(errcode) : undefined;
  },
};

/** Spans of the statements of `node:sqlite`. */
export const sqlite: Instrumentation = {
  name: 'sqlite',
  enable(context) {
    const subscriptions = subscribeQueries(SOURCE, context).add(watchBuiltin('node:sqlite', wrapSqlite));
    return () => subscriptions.dispose();
  },
};
