import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { describeQuery, runQueries } from '../sql/fixtures/run-queries.ts';

const CREATE = 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO users (name) VALUES (?)';
const INSERT = 'INSERT INTO users (name) VALUES (?)';

const EXPECTED = [
  ['PRAGMA foreign_keys', 'PRAGMA foreign_keys = ON', 0],
  ['CREATE TABLE users INSERT users', CREATE],
  ['INSERT users', INSERT],
  ['BEGIN', 'BEGIN'],
  ['INSERT users', INSERT],
  ['COMMIT', 'COMMIT'],
  ['SELECT users', 'SELECT * FROM users WHERE id = ?', 1],
  ['SELECT users', 'SELECT * FROM users WHERE name = ?', 0],
  ['SELECT users', 'SELECT name FROM users', 3],
  ['SELECT users', 'SELECT name FROM users ORDER BY id', 3],
  ['SELECT users', 'SELECT id FROM users', 1],
  ['INSERT users', INSERT, 'SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: users.name'],
  ['SELECT nowhere', 'SELECT ? FROM nowhere', 'SQLITE_ERROR', 'no such table: nowhere'],
  ['sqlite', 'SELEC ?', 'SQLITE_ERROR', 'near ?: syntax error'],
];

const PRINTED = {
  names: ['s3cret-a', 's3cret-b', 's3cret-c'],
  errors: [
    'SqliteError SQLITE_CONSTRAINT_UNIQUE',
    'SqliteError SQLITE_ERROR',
    'SqliteError SQLITE_ERROR',
    'TypeError undefined',
  ],
  own: ['run', 0, 'exec'],
};

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

describe.each(['app.cjs', 'app.mjs'])('%s', async (name) => {
  const { spans, stdout, stderr } = await runQueries({ file: fixture(name) });

  test('each statement has a span', () => expect(spans.map(describeQuery)).toEqual(EXPECTED));

  test('attributes', () => {
    const insert = spans[2];
    expect(insert).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/better-sqlite3' });
    expect(insert.attributes).toEqual({
      'db.system.name': 'sqlite',
      'db.namespace': 'data.db',
      'db.query.text': INSERT,
      'db.query.summary': 'INSERT users',
      'db.operation.name': 'INSERT',
      'db.collection.name': 'users',
    });
    const failed = spans.find(({ status }) => status?.code === 2);
    expect(failed?.attributes['db.response.status_code']).toBe('SQLITE_CONSTRAINT_UNIQUE');
  });

  test('values are nowhere', () => expect(inspect(spans, { depth: Infinity })).not.toContain('s3cret'));

  test('the program sees no difference', () => {
    expect(JSON.parse(stdout)).toEqual(PRINTED);
    expect(stderr).toBe('');
  });
});

test('a transaction that fails is rolled back, in the trace of its caller', async () => {
  const source = `
    import { withSpan } from '@throughline/node';
    import Database from 'better-sqlite3';
    const db = new Database(':memory:');
    const fail = db.transaction(() => { throw new Error('no'); });
    withSpan('work', () => { try { fail.immediate(); } catch {} });`;
  const { spans } = await runQueries({ source });
  expect(spans.map(({ name }) => name)).toEqual(['BEGIN', 'ROLLBACK', 'work']);
  expect(spans[0].parentSpanId).toBe(spans[2].spanId);
});

test('an iterator that is abandoned or throws', async () => {
  const source = `
    import Database from 'better-sqlite3';
    const db = new Database(':memory:');
    db.function('explode', (n) => { if (n === 2) throw new RangeError('boom'); return n; });
    try { for (const row of db.prepare('SELECT explode(value) FROM (VALUES (1), (2))').iterate()); } catch (error) { console.log(error.message); }
    db.prepare('SELECT 1').iterate();
    try { db.exec('BEGIN'); } catch (error) { console.log(error.message); }`;
  const { spans, stdout } = await runQueries({ source, preload: true });
  const off = await runQueries({ source, preload: false });
  expect(stdout).toBe(off.stdout);
  expect(spans[0].status).toMatchObject({ code: 2 });
});

describe('switched off', () => {
  const source = `
    import Database from 'better-sqlite3';
    const db = new Database(':memory:');
    const { run } = db.prepare('SELECT 1').constructor.prototype;
    console.log(String(run).includes('[native code]'), String(db.exec).startsWith('function exec(sql)'));`;
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => {
      const { spans, stdout } = await runQueries({ source, environment });
      expect(stdout).toBe('true true\n');
      expect(spans).toEqual([]);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'better-sqlite3' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
