import { MYSQL, POSTGRESQL, type SqlDialect, SQLITE } from './dialect.ts';
import { SanitizedText } from './sanitized-text.ts';
import { StatementSummary } from './statement-summary.ts';
import { SqlTokenizer } from './tokenizer.ts';

/** What a span says about a statement. Holds no values of it. */
export interface StatementDescription {
  /** `db.query.text`. */
  readonly text: string;
  /** `db.query.summary`. Empty for a statement without any known operation. */
  readonly summary: string;
  /** `db.operation.name`, if there is one operation. */
  readonly operation: string | undefined;
  /** `db.collection.name`, if there is one table. */
  readonly collection: string | undefined;
}

/** The key of an encrypted database may stand there without quotes. */
const SECRET_PRAGMA = /\bpragma\s+(?:\w+\.)?(?:hex|text)?(?:re)?key\b/i;
/** What lies behind it in a statement is not looked at. */
export const MAX_SCANNED = 32_768;
/** Longer statements hold values, and so do not come again. */
export const LONGEST_REMEMBERED = 4096;
export const MAX_REMEMBERED = 500;

interface Remembered {
  readonly description: StatementDescription;
  /** The larger, the later. */
  usedAt: number;
}

/** Describes statements, and remembers those that it has seen last. */
export class StatementDescriptions {
  readonly #dialect: SqlDialect;
  readonly #known = new Map<string, Remembered>();
  #uses = 0;

  constructor(dialect: SqlDialect) {
    this.#dialect = dialect;
  }

  get size(): number {
    return this.#known.size;
  }

  get(sql: string): StatementDescription {
    const known = this.#known.get(sql);
    if (known === undefined) return this.#describe(sql);
    // Fast path: to note when is cheaper than to keep the order, and statements come again far more often than new ones do.
    known.usedAt = ++this.#uses;
    return known.description;
  }

  #describe(sql: string): StatementDescription {
    const description = describeStatement(sql, this.#dialect);
    if (sql.length > LONGEST_REMEMBERED) return description;
    if (this.#known.size >= MAX_REMEMBERED) this.#forgetLeastRecent();
    this.#known.set(sql, { description, usedAt: ++this.#uses });
    return description;
  }

  #forgetLeastRecent(): void {
    let oldest: string | undefined;
    let usedAt = Infinity;
    for (const [sql, one] of this.#known) {
      if (one.usedAt >= usedAt) continue;
      oldest = sql;
      usedAt = one.usedAt;
    }
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}

/** Takes a statement apart. Never throws, whatever it is given. */
export function describeStatement(sql: string, dialect: SqlDialect): StatementDescription {
  const description = describe(sql, dialect);
  // Where the statement is not understood, positions in it say nothing.
  if (description.summary !== '' || dialect.doubleQuotedText !== 'by position') return description;
  return describe(sql, { ...dialect, doubleQuotedText: 'always' });
}

function describe(sql: string, dialect: SqlDialect): StatementDescription {
  const tokens = new SqlTokenizer(sql, dialect);
  const text = new SanitizedText();
  const summary = new StatementSummary();
  const isSecret = SECRET_PRAGMA.test(sql);
  while (text.hasRoom && tokens.end < MAX_SCANNED && tokens.next()) {
    const { following } = tokens;
    const kind = isSecret && text.endsWithEquals && tokens.kind === 'word' ? 'literal' : tokens.kind;
    // A value is not even copied.
    const shown = kind === 'literal' || kind === 'broken' || kind === 'gap' ? '?' : tokens.text;
    text.add(kind, shown, following);
    summary.add(kind, shown, following);
  }
  return {
    text: text.toString(),
    summary: summary.toString(),
    operation: summary.operation,
    collection: summary.table,
  };
}

/** One for each kind of database, so that libraries share what they remember. */
export const sqliteStatements: StatementDescriptions = new StatementDescriptions(SQLITE);
/** @public */
export const postgresqlStatements: StatementDescriptions = new StatementDescriptions(POSTGRESQL);
/** @public */
export const mysqlStatements: StatementDescriptions = new StatementDescriptions(MYSQL);
