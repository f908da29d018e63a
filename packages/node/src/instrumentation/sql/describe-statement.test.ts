import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeStatement,
  LONGEST_REMEMBERED,
  MAX_REMEMBERED,
  MAX_SCANNED,
  StatementDescriptions,
} from './describe-statement.ts';
import { MYSQL, POSTGRESQL, type SqlDialect, SQLITE } from './dialect.ts';
import { describeSqlError } from './error-text.ts';
import { MAX_TEXT_LENGTH } from './sanitized-text.ts';

function checkText(dialect: SqlDialect): (sql: string, text: string) => void {
  return (sql, text) => test(sql, () => expect(describeStatement(sql, dialect).text).toBe(text));
}

describe('text, SQLite', () => {
  const check = checkText(SQLITE);
  check("SELECT * FROM t WHERE a = 'it''s' AND b > -5", 'SELECT * FROM t WHERE a = ? AND b > ?');
  check('SELECT 1, 1.5, .5, 1e-5, 0xFF, 1_000, 12ab', 'SELECT ?, ?, ?, ?, ?, ?, ?');
  check("SELECT x'AB', X'cd', null, true, FALSE", 'SELECT ?, ?, null, ?, ?');
  check('SELECT a1, b_2 FROM t3 WHERE t3.true = 1', 'SELECT a1, b_2 FROM t3 WHERE t3.true = ?');
  check('SELECT a -1, b - 1, (-1), 2-1', 'SELECT a -?, b - ?, (?), ?-?');
  check('SELECT ?, ?1, :name, @name, $name', 'SELECT ?, ?1, :name, @name, $name');
  check("SELECT 1 -- 'secret'\n  ,\t2 /* secret */ FROM t", 'SELECT ? , ? FROM t');
  check('SELECT [a b].`c d`, "e f"."g" FROM [t]', 'SELECT [a b].`c d`, "e f"."g" FROM [t]');
  check('SELECT "a" FROM "t" WHERE "t"."b" = "secret"', 'SELECT "a" FROM "t" WHERE "t"."b" = ?');
  check('SELECT * FROM t WHERE a LIKE "x%" OR b IN ("y", "z")', 'SELECT * FROM t WHERE a LIKE ? OR b IN (?)');
  check('INSERT INTO "t" ("a", "b") VALUES ("x", lower("y"))', 'INSERT INTO "t" ("a", "b") VALUES (?, lower(?))');
  check('SELECT * FROM t WHERE a IN (1, -2, ?, :x)', 'SELECT * FROM t WHERE a IN (?)');
  check('SELECT * FROM t WHERE a IN (1, b) OR c IN ()', 'SELECT * FROM t WHERE a IN (?, b) OR c IN ()');
  check("INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z') RETURNING a", 'INSERT INTO t VALUES (?, ?) RETURNING a');
  check('INSERT INTO t VALUES (?, now()), (?, now())', 'INSERT INTO t VALUES (?, now()), (?, now())');
  check('SELECT f(1, 2), (3), (4)', 'SELECT f(?, ?), (?), (?)');
  check("PRAGMA key = 'secret'", 'PRAGMA key = ?');
  check('PRAGMA key=secret', 'PRAGMA key=?');
  check('PRAGMA main.rekey = secret; SELECT a FROM b', 'PRAGMA main.rekey = ?; SELECT a FROM b');
  check('PRAGMA cache_size = full', 'PRAGMA cache_size = full');
  check('SELEC "secret" oops', 'SELEC ? oops');
  check("  SELECT 1;  \n SELECT 'a'  ", 'SELECT ?; SELECT ?');
  check('', '');
});

describe('text, PostgreSQL', () => {
  const check = checkText(POSTGRESQL);
  check('SELECT $$secret$$, $a$ x $$ y $a$, $1 FROM t', 'SELECT ?, ?, $1 FROM t');
  check("SELECT E'a\\'b', e'\\\\', U&'\\0061', B'01', 'c' 'd'", 'SELECT ?, ?, ?, ?, ? ?');
  check('SELECT "a""b" FROM "S"."T" WHERE "c" = "d"', 'SELECT "a""b" FROM "S"."T" WHERE "c" = "d"');
  check('SELECT /* a /* b */ secret */ 1', 'SELECT ?');
  check("SELECT a::text, b[1], c->>'d' FROM t WHERE e @> '{}'", 'SELECT a::text, b[?], c->>? FROM t WHERE e @> ?');
  check("SELECT DATE '2020-01-01', INTERVAL '1 day'", 'SELECT DATE ?, INTERVAL ?');
  check('SELECT a$$b FROM t', 'SELECT a$$b FROM t');
  check('SELECT * FROM t WHERE a IN ($1, $2, $3)', 'SELECT * FROM t WHERE a IN (?)');
});

describe('text, MySQL', () => {
  const check = checkText(MYSQL);
  check('SELECT "secret", `a`.`b` FROM `t` # secret\n WHERE c = 1', 'SELECT ?, `a`.`b` FROM `t` WHERE c = ?');
  check("SELECT _utf8'abc', N'd', 'a\\\\', @@version, @x", 'SELECT ?, ?, ?, @@version, @x');
  check('SELECT 1--1 -- secret', 'SELECT ?-?');
  check('SELECT /*! SECRET */ 1', 'SELECT ?');
});

describe('where a value ends is uncertain, the rest is one value', () => {
  const cases: [SqlDialect, string, string][] = [
    [SQLITE, "SELECT 'secret FROM t", 'SELECT ?'],
    [SQLITE, "SELECT 'secret''", 'SELECT ?'],
    [SQLITE, 'SELECT "secret FROM t', 'SELECT ?'],
    [SQLITE, 'SELECT `secret FROM t', 'SELECT ?'],
    [SQLITE, 'SELECT [secret FROM t', 'SELECT ?'],
    [SQLITE, 'SELECT 1 /* secret FROM t', 'SELECT ? ?'],
    [SQLITE, "SELECT 'a\\', b FROM t", 'SELECT ?, b FROM t'],
    [POSTGRESQL, 'SELECT $a$ secret $$ FROM t', 'SELECT ?'],
    [POSTGRESQL, 'SELECT /* /* secret */ FROM t', 'SELECT ?'],
    [POSTGRESQL, "SELECT 'a\\', 'secret' FROM t", 'SELECT ?'],
    [POSTGRESQL, "SELECT E'secret\\' FROM t", 'SELECT ?'],
    [MYSQL, "SELECT 'a\\', secret, ' FROM t", 'SELECT ?'],
    [MYSQL, 'SELECT "a\\", secret, " FROM t', 'SELECT ?'],
  ];
  test.each(cases)('%#: %s', (dialect, sql, text) => expect(describeStatement(sql, dialect).text).toBe(text));
});

describe('summary, operation and table', () => {
  const check = (sql: string, summary: string, [operation, collection]: [string?, string?] = []): void => {
    test(sql, () => {
      expect(describeStatement(sql, SQLITE)).toMatchObject({ summary, operation, collection });
    });
  };
  check('SELECT * FROM users WHERE id = 1', 'SELECT users', ['SELECT', 'users']);
  check('select a from main.users u', 'select main.users', ['select', 'main.users']);
  check('SELECT * FROM "my users"', 'SELECT my users', ['SELECT', 'my users']);
  check('SELECT 1', 'SELECT', ['SELECT']);
  check('SELECT a FROM b, c x JOIN d ON d.id = b.id LEFT JOIN e USING (f)', 'SELECT b c d e', ['SELECT']);
  check('SELECT a FROM b ORDER BY c, d', 'SELECT b', ['SELECT', 'b']);
  check('SELECT * FROM (SELECT * FROM a) x', 'SELECT SELECT a', [undefined, 'a']);
  check('SELECT a FROM b UNION SELECT a FROM c', 'SELECT b SELECT c');
  check('SELECT extract(year FROM t) FROM log', 'SELECT log', ['SELECT', 'log']);
  check('SELECT a IS DISTINCT FROM b FROM c', 'SELECT c', ['SELECT', 'c']);
  check('SELECT * FROM json_each(?)', 'SELECT', ['SELECT']);
  check('SELECT replace(a, b, c) FROM t FOR UPDATE', 'SELECT t', ['SELECT', 't']);
  check('INSERT INTO t (a) VALUES (1)', 'INSERT t', ['INSERT', 't']);
  check('INSERT OR REPLACE INTO t SELECT a FROM b', 'INSERT t SELECT b');
  check('REPLACE INTO t VALUES (1)', 'REPLACE t', ['REPLACE', 't']);
  check('INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1', 'INSERT t', ['INSERT', 't']);
  check('UPDATE t SET a = 1, b = 2 WHERE c = 3', 'UPDATE t', ['UPDATE', 't']);
  check('UPDATE OR IGNORE t SET a = 1', 'UPDATE t', ['UPDATE', 't']);
  check('DELETE FROM t WHERE a IN (SELECT b FROM c)', 'DELETE t SELECT c');
  check('WITH r AS (SELECT 1 FROM q) DELETE FROM t', 'SELECT q DELETE t');
  check('WITH RECURSIVE r(n) AS (SELECT 1) SELECT n FROM r', 'SELECT SELECT r', [undefined, 'r']);
  check('EXPLAIN QUERY PLAN SELECT * FROM a', 'SELECT a', ['SELECT', 'a']);
  check('CREATE TABLE IF NOT EXISTS t (a INTEGER)', 'CREATE TABLE t', ['CREATE', 't']);
  check('CREATE UNIQUE INDEX i ON t (a)', 'CREATE UNIQUE INDEX i t', ['CREATE']);
  check('DROP TABLE IF EXISTS t', 'DROP TABLE t', ['DROP', 't']);
  check('ALTER TABLE t ADD COLUMN c', 'ALTER TABLE t', ['ALTER', 't']);
  check('PRAGMA journal_mode = WAL', 'PRAGMA journal_mode', ['PRAGMA']);
  check('BEGIN IMMEDIATE', 'BEGIN', ['BEGIN']);
  check('SAVEPOINT sp_17', 'SAVEPOINT', ['SAVEPOINT']);
  check('DELETE FROM a; DROP TABLE b', 'DELETE a DROP TABLE b');
  check('-- nothing', '');
  check('frobnicate the database', '');
  check(`SELECT * FROM ${'x'.repeat(300)}`, 'SELECT', ['SELECT', 'x'.repeat(300)]);
});

describe('bounds', () => {
  const check = (name: string, act: () => void): void => {
    test(name, act);
  };
  check('the text is cut', () => {
    const fits = `SELECT ${'a'.repeat(MAX_TEXT_LENGTH - 7)}`;
    expect(describeStatement(fits, SQLITE).text).toBe(fits);
    expect(describeStatement(`${fits}b`, SQLITE).text).toBe(fits);
  });
  check('a long list takes no room', () => {
    const list = Array.from({ length: 5000 }, (_, index) => index).join(', ');
    expect(describeStatement(`SELECT a FROM t WHERE a IN (${list}) AND b = 1`, SQLITE).text).toBe(
      'SELECT a FROM t WHERE a IN (?) AND b = ?',
    );
  });
  check('what is far behind is not looked at', () => {
    const { text } = describeStatement(`SELECT '${'x'.repeat(MAX_SCANNED)}' FROM t`, SQLITE);
    expect(text).toBe('SELECT ?');
  });
  check('the least recently used is forgotten', () => {
    const statements = new StatementDescriptions(SQLITE);
    const first = statements.get('SELECT 0');
    for (let index = 1; index < MAX_REMEMBERED; index++) statements.get(`SELECT ${index}`);
    expect(statements.get('SELECT 0')).toBe(first);
    const second = statements.get('SELECT 1');
    for (let index = 0; index < MAX_REMEMBERED - 1; index++) statements.get(`INSERT ${index}`);
    expect(statements.size).toBe(MAX_REMEMBERED);
    expect(statements.get('SELECT 1')).toBe(second);
    expect(statements.get('SELECT 0')).not.toBe(first);
  });
  check('a long statement is not remembered', () => {
    const statements = new StatementDescriptions(SQLITE);
    const longest = 'SELECT '.padEnd(LONGEST_REMEMBERED, 'x');
    statements.get(`${longest}y`);
    expect(statements.size).toBe(0);
    statements.get(longest);
    expect(statements.size).toBe(1);
  });
});

/** A word that no template and no keyword contains, so that finding it means that it came through. */
const secret = fc.stringMatching(/^[a-z0-9]{3,12}$/).map((text) => `zq${text}`);
const hostile = fc.array(
  fc.constantFrom("''", '"', '`', '--', '/*', '*/', '$$', ';', '\\\\', '\n', '[', ']', '(', ')', ',', ' ', '?', '#'),
);

const TEMPLATES = [
  (value: string) => `SELECT * FROM t WHERE a = ${value} AND b = 1`,
  (value: string) => `INSERT INTO t (a, b) VALUES (1, ${value}), (${value}, 2)`,
  (value: string) => `UPDATE t SET a = ${value} WHERE b IN (${value}, ${value})`,
  (value: string) => `SELECT ${value}, f(${value}) /* ${'c'} */ FROM t LIMIT ${value}`,
  (value: string) => `DELETE FROM t WHERE a LIKE ${value} -- ${value.replaceAll('\n', ' ')}`,
];

describe('a text placed into a statement never survives', () => {
  const check = (name: string, dialect: SqlDialect, quote: (text: string) => string): void => {
    test(name, () => {
      const property = fc.property(secret, hostile, fc.constantFrom(...TEMPLATES), (word, noise, template) => {
        const sql = template(quote(`${noise.join('')}${word}${noise.toReversed().join('')}`));
        const { text, summary } = describeStatement(sql, dialect);
        expect(`${text} ${summary}`).not.toContain(word);
      });
      fc.assert(property, { numRuns: 500 });
    });
  };
  check('SQLite', SQLITE, (text) => `'${text}'`);
  check('PostgreSQL', POSTGRESQL, (text) => `'${text}'`);
  check('PostgreSQL, escapes', POSTGRESQL, (text) => `E'${text}'`);
  check('PostgreSQL, dollars', POSTGRESQL, (text) => `$q$${text}$q$`);
  check('MySQL', MYSQL, (text) => `'${text}'`);
  check('MySQL, double quotes', MYSQL, (text) => `"${text.replaceAll('"', '""')}"`);

  test('and nothing makes it throw or run for long', () => {
    const any = fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(SQLITE, POSTGRESQL, MYSQL),
      (sql, dialect) => {
        expect(describeStatement(sql, dialect).text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
      },
    );
    fc.assert(any, { numRuns: 1000 });
    for (const piece of ['(', "'", '"', '/*', '$$', '((', "''", 'SELECT (', ',', '--', '[', '.']) {
      describeStatement(piece.repeat(100_000), POSTGRESQL);
    }
  });
});

describe('what a database says about a statement', () => {
  const check = (message: string, expected: string): void => {
    test(message, () => expect(describeSqlError(new Error(message))).toBe(expected));
  };
  check('UNIQUE constraint failed: users.name', 'UNIQUE constraint failed: users.name');
  check('near "alice": syntax error', 'near ?: syntax error');
  check('unrecognized token: "\'secret"', 'unrecognized token: ?');
  check(
    'no such column: "a" - should this be in single-quotes?',
    'no such column: ? - should this be in single-quotes?',
  );
  check("unterminated 'secret", 'unterminated ?');
});
