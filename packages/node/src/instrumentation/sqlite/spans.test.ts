import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { describeQuery, runQueries } from '../sql/fixtures/run-queries.ts';

const hasTagStore = 'createTagStore' in (await import('node:sqlite')).DatabaseSync.prototype;

const CREATE = 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE); INSERT INTO users (name) VALUES (?)';
const INSERT = 'INSERT INTO users (name) VALUES (?)';

const EXPECTED = [
  ['CREATE TABLE users INSERT users', CREATE],
  ['INSERT users', INSERT],
  ['SELECT users', 'SELECT * FROM users WHERE id = ?', 1],
  ['SELECT users', 'SELECT * FROM users WHERE name = ?', 0],
  ['SELECT users', 'SELECT name FROM users', 2],
  ['SELECT users', 'SELECT name FROM users ORDER BY id', 2],
  ['SELECT users', 'SELECT id FROM users', 1],
  ...(hasTagStore ? [['SELECT users', 'SELECT id FROM users WHERE name = ?', 0]] : []),
  ['INSERT users', INSERT, 'ERR_SQLITE_ERROR', 'UNIQUE constraint failed: users.name'],
  ['SELECT nowhere', 'SELECT ? FROM nowhere', 'ERR_SQLITE_ERROR', 'no such table: nowhere'],
  ['sqlite', 'SELEC ?', 'ERR_SQLITE_ERROR', 'near ?: syntax error'],
];

const PRINTED = {
  names: ['s3cret-a', 's3cret-b'],
  errors: [...Array.from({ length: 3 }, () => 'Error ERR_SQLITE_ERROR'), 'TypeError ERR_INVALID_ARG_TYPE'],
  own: ['run', 0, 'exec'],
};

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

describe.each(['app.cjs', 'app.mjs', 'dynamic.cjs', 'late.mjs'])('%s', async (name) => {
  const { spans, stdout, stderr } = await runQueries({ file: fixture(name), preload: name !== 'late.mjs' });

  test('each statement has a span', () => expect(spans.map(describeQuery)).toEqual(EXPECTED));

  test('attributes', () => {
    const [, insert] = spans;
    expect(insert).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/sqlite' });
    expect(insert.attributes).toEqual({
      'db.system.name': 'sqlite',
      'db.namespace': 'data.db',
      'db.query.text': INSERT,
      'db.query.summary': 'INSERT users',
      'db.operation.name': 'INSERT',
      'db.collection.name': 'users',
    });
    const failed = spans.find(({ status }) => status?.code === 2);
    expect(failed?.attributes['db.response.status_code']).toBe('2067');
  });

  test('values are nowhere', () => expect(inspect(spans, { depth: Infinity })).not.toContain('s3cret'));

  test('the program sees no difference', () => {
    expect(JSON.parse(stdout)).toEqual(PRINTED);
    expect(stderr).toBe('');
  });
});

test('spans are children of the active one', async () => {
  const source = `
    import { withSpan } from '@throughline/node';
    import { DatabaseSync } from 'node:sqlite';
    const db = new DatabaseSync(':memory:');
    withSpan('work', () => db.exec('BEGIN'));`;
  const { spans } = await runQueries({ source });
  const [query, work] = spans;
  expect([query.name, work.name]).toEqual(['BEGIN', 'work']);
  expect(query.parentSpanId).toBe(work.spanId);
  expect(query.attributes['db.namespace']).toBe(':memory:');
});

describe('switched off', () => {
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => {
      const source = `
        import { DatabaseSync, StatementSync } from 'node:sqlite';
        const native = [DatabaseSync.prototype.exec, StatementSync.prototype.all].map((one) => String(one));
        console.log(native.every((one) => one.includes('[native code]')));`;
      const { spans, stdout } = await runQueries({ source, environment });
      expect(stdout).toBe('true\n');
      expect(spans).toEqual([]);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'sqlite' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});

test('a program that does not use it does not load it', async () => {
  const { stdout } = await runQueries({ file: fixture('absent.mjs') });
  expect(stdout).toBe('false\n');
});
