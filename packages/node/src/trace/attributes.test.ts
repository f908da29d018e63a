import { expect, test } from 'vitest';
import { attributesOfLength } from './fixtures/values.ts';
import { findAttribute, flattenAttributes, NO_ATTRIBUTES, setAttribute, toAttributes } from './attributes.ts';
import { collectReports } from './fixtures/reports.ts';

const lines = collectReports();
const BOUNDS = { countLimit: 128, lengthLimit: 4096 };

/** What becomes of a value. */
function set(value: unknown, bounds = BOUNDS): unknown {
  const list: unknown[] = [];
  setAttribute(list, 'k', value, bounds);
  return list[1];
}

test('keeps texts, numbers, booleans and big integers', () => {
  for (const value of ['', 'text', 0, -1.5, Number.NaN, true, false, 7n]) expect(set(value)).toBe(value);
});

test('copies arrays, maps and bytes, so that a later change does not show', () => {
  const value = { list: [1, 'two', [3]], map: { deep: true }, bytes: Buffer.from([1, 2]), array: new Uint8Array([3]) };
  const copy = set(value);
  value.list.push(4);
  value.map.deep = false;
  value.bytes[0] = 9;
  value.array[0] = 9;
  const bytes = new Uint8Array([1, 2]);
  expect(copy).toEqual({ list: [1, 'two', [3]], map: { deep: true }, bytes, array: new Uint8Array([3]) });
});

test('leaves out what cannot be exported, and says so', () => {
  class Custom {
    field = 1;
  }
  for (const value of [() => 1, Symbol('s'), new Custom(), new Map(), new Error('x'), new Date(Number.NaN), /x/]) {
    expect(set(value), String(value)).toBeUndefined();
  }
  expect(lines).toEqual([expect.stringContaining('cannot set attribute "k": got function, need text, number')]);
  expect(set({ a: () => 1, b: new Custom(), c: undefined, d: 1 })).toEqual({ d: 1 });
  expect(set([() => 1, undefined, null, 1])).toEqual([null, null, null, 1]);
});

test('what cannot even be asked what it is does not throw', () => {
  const refuse = (): never => {
    throw new Error('revoked');
  };
  expect(set(new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse }))).toBeUndefined();
  expect(lines).toEqual([expect.stringContaining('cannot set attribute "k": got object, need text')]);
});

test('undefined is no mistake', () => {
  expect(set(undefined)).toBeUndefined();
  expect(lines).toEqual([]);
});

test('null is an empty value', () => {
  expect(set(null)).toBeNull();
  expect(set({ a: null })).toEqual({ a: null });
});

test('dates become ISO texts, objects without a prototype maps', () => {
  expect(set(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(set([new Date(0)])).toEqual(['1970-01-01T00:00:00.000Z']);
  expect(set(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
});

test('empties what is nested more than 8 deep, a cycle too', () => {
  const nest = (depth: number): unknown => (depth === 0 ? 'leaf' : [nest(depth - 1)]);
  expect(JSON.stringify(set(nest(8)))).toBe('[[[[[[[["leaf"]]]]]]]]');
  expect(JSON.stringify(set(nest(9)))).toBe('[[[[[[[[null]]]]]]]]');
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = cycle;
  expect(JSON.stringify(set(cycle))).toContain('null');
});

test('an array or a map of 1024 is the longest', () => {
  expect(set(attributesOfLength(1024).array)).toHaveLength(1024);
  expect(set(attributesOfLength(1025).array)).toHaveLength(1024);
  expect(Object.keys(set(attributesOfLength(1025).map) as object)).toHaveLength(1024);
});

test('a value that throws when it is read is left out', () => {
  const broken = {
    get a(): number {
      throw new Error('broken');
    },
  };
  expect(set(broken)).toBeUndefined();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(set([proxy])).toBeUndefined();
});

test('keys are texts that are not empty', () => {
  const list: unknown[] = [];
  for (const key of ['', undefined, null, 1, Symbol('s')]) setAttribute(list, key as string, 1, BOUNDS);
  expect(list).toEqual([]);
});

test('the last write wins, in the place of the first', () => {
  const list: unknown[] = [];
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['A', 4],
  ] as const)
    setAttribute(list, key, value, BOUNDS);
  expect(list).toEqual(['a', 3, 'b', 2, 'A', 4]);
  expect([findAttribute(list, 'a'), findAttribute(list, 'c')]).toEqual([3, undefined]);
});

test('counts what does not fit, and nothing else', () => {
  const bounds = { countLimit: 2, lengthLimit: 10 };
  expect(flattenAttributes({ a: 1, b: 2 }, bounds)).toEqual({ list: ['a', 1, 'b', 2], dropped: 0 });
  expect(flattenAttributes({ a: 1, b: undefined, c: 3, d: 4, e: 5 }, bounds)).toEqual({
    list: ['a', 1, 'c', 3],
    dropped: 2,
  });
});

test('no attributes share one empty list', () => {
  for (const nothing of [undefined, null]) expect(flattenAttributes(nothing as never, BOUNDS).list).toBe(NO_ATTRIBUTES);
  expect(NO_ATTRIBUTES).toEqual([]);
});

test('cuts texts and bytes at the limit, but no character in two', () => {
  const bounds = { countLimit: 2, lengthLimit: 4 };
  expect(set('1234', bounds)).toBe('1234');
  expect(set('12345', bounds)).toBe('1234');
  expect(set('123\u{1f511}', bounds)).toBe('123');
  expect(set('12\u{1f511}4', bounds)).toBe('12\u{1f511}');
  expect(set(new Uint8Array(5), bounds)).toHaveLength(4);
  expect(set(['12345', { a: '12345' }], bounds)).toEqual(['1234', { a: '1234' }]);
  expect(set('12345', { countLimit: 2, lengthLimit: Number.POSITIVE_INFINITY })).toBe('12345');
});

test('hides values by key, at every depth, and says only whether there is one', () => {
  const list: unknown[] = [];
  const values = {
    password: 'x',
    token: 7,
    'user.secret': ['x'],
    cookie: { a: 1 },
    jwt: 7n,
    'has.password': true,
    otp: null,
  };
  for (const [key, value] of Object.entries(values)) setAttribute(list, key, value, BOUNDS);
  const hidden = '[REDACTED]';
  expect(toAttributes(list)).toEqual({
    password: hidden,
    token: hidden,
    'user.secret': hidden,
    cookie: hidden,
    jwt: hidden,
    'has.password': true,
    otp: null,
  });
  expect(set([{ user: { name: 'bob', password: 'x', isSecret: false, token: null } }])).toEqual([
    { user: { name: 'bob', password: hidden, isSecret: false, token: null } },
  ]);
});

test('hides what follows the name of a secret in a list', () => {
  const hidden = '[REDACTED]';
  expect(set(['node', 'app.js', '--password', 'x', '--port', '80'])).toEqual([
    'node',
    'app.js',
    '--password',
    hidden,
    '--port',
    '80',
  ]);
  expect(set(['Host', 'a', 'Authorization', 'Bearer x', 'Cookie', 'a=1', 'x-api-key', 'x', 'Accept', '*/*'])).toEqual([
    'Host',
    'a',
    'Authorization',
    hidden,
    'Cookie',
    hidden,
    'x-api-key',
    hidden,
    'Accept',
    '*/*',
  ]);
  expect(set(['name', 'password', 'email'])).toEqual(['name', 'password', 'email']);
});

test('a secret as a key does not stay', () => {
  const token = ['gh', 'p_', 'A1b2C3d4'.repeat(5)].join('');
  const list: unknown[] = [];
  setAttribute(list, token, 1, BOUNDS);
  setAttribute(list, 'sessions', { [token]: { hits: 1 } }, BOUNDS);
  expect(list).toEqual(['[REDACTED]', '[REDACTED]', 'sessions', { '[REDACTED]': { hits: 1 } }]);
});

test('a secret in bytes is hidden, other bytes stay as they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  expect(set(bytes)).toEqual(bytes);
  expect(set(Buffer.from('a=1&password=hunter2'))).toEqual(new Uint8Array(Buffer.from('a=1&password=[REDACTED]')));
});

test('a secret that the limit would cut is hidden in whole', () => {
  const token = ['gh', 'p_', 'A1b2C3d4'.repeat(5)].join('');
  const bounds = { countLimit: 9, lengthLimit: 30 };
  expect(set(`${'x '.repeat(10)}${token}`, bounds)).toBe(`${'x '.repeat(10)}[REDACTED]`);
  expect(set([`${'x '.repeat(10)}${token}`], bounds)).toEqual([`${'x '.repeat(10)}[REDACTED]`]);
  // Far beyond the limit too, where only a part of the text is examined.
  const long = `${token} `.repeat(2000);
  for (const lengthLimit of [1, 30, 4096, 70_000]) {
    expect(set(long, { countLimit: 9, lengthLimit }), String(lengthLimit)).not.toMatch(/ghp_|A1b2/);
  }
  expect(set('x '.repeat(50_000), { countLimit: 9, lengthLimit: 4096 })).toBe('x '.repeat(2048));
});
