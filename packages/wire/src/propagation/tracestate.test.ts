import type { TraceState as ApiTraceState } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_TRACE_STATE, parseTraceState } from './tracestate.ts';

function check(text: string, expected: string | undefined): void {
  expect(parseTraceState(text)?.serialize(), JSON.stringify(text)).toBe(expected);
}

function members(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}=${index}`).join(',');
}

test('has the shape of the API', () => {
  const state: ApiTraceState = EMPTY_TRACE_STATE;
  expect(state.set('a', '1').serialize()).toBe('a=1');
});

test('keeps members in order and drops white space and empty members', () => {
  check('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE');
  check('foo=1 \t , \t bar=2, \t baz=3', 'foo=1,bar=2,baz=3');
  check('\t foo=1 \t', 'foo=1');
  check(',foo=1,, ,bar=2,', 'foo=1,bar=2');
  check('', '');
  check(' \t ', '');
  check(',,,', '');
});

test('of a key that comes twice the first member stays', () => {
  check('foo=1,foo=1', 'foo=1');
  check('foo=1,bar=2,foo=3', 'foo=1,bar=2');
});

test('follows the key grammar of Level 2', () => {
  check(
    `abcdefghijklmnopqrstuvwxyz0123456789_-*/@a-z0-9_-*/=1`,
    'abcdefghijklmnopqrstuvwxyz0123456789_-*/@a-z0-9_-*/=1',
  );
  check('0a=1', '0a=1');
  check('foo@=1,bar=2', 'foo@=1,bar=2');
  check('foo@@bar=1', 'foo@@bar=1');
  check(`${'t'.repeat(242)}@v=1`, `${'t'.repeat(242)}@v=1`);
  check('@foo=1,bar=2', undefined);
  check('_foo=1', undefined);
  check('foo =1', undefined);
  check('FOO=1', undefined);
  check('foo.bar=1', undefined);
  check('f\u00f6o=1', undefined);
  check('=1', undefined);
  check('foo', undefined);
  check('bar=2,foo', undefined);
  check(`foo=1,${'z'.repeat(256)}=1`, `foo=1,${'z'.repeat(256)}=1`);
  check(`foo=1,${'z'.repeat(257)}=1`, undefined);
});

test('follows the value grammar', () => {
  const all = String.fromCharCode(...Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index)).replace(
    /[,=]/g,
    '',
  );
  check(`foo=${all}`, `foo=${all}`);
  check('foo=  1', 'foo=  1');
  check('foo=1 2  ', 'foo=1 2');
  check('foo=', undefined);
  check('foo= ', undefined);
  check('foo=,bar=3', undefined);
  check('foo=bar=baz', undefined);
  check('foo=a\tb', undefined);
  check('foo=a\u007f', undefined);
  check('foo=a\u0000', undefined);
  check('foo=\u00e9', undefined);
  check('foo=1\r\nx', undefined);
  check('foo=1\n', undefined);
  check(`foo=${'v'.repeat(256)}`, `foo=${'v'.repeat(256)}`);
  check(`foo=${'v'.repeat(257)}`, undefined);
});

test('takes 32 members and ignores a header of 33', () => {
  check(members(32), members(32));
  check(`${members(32)},,  ,`, members(32));
  check(members(33), undefined);
  check(`${members(32)},k0=again`, undefined);
});

test('propagates 512 characters, then drops long members first and others from the right', () => {
  const filler = `a=${'x'.repeat(200)}`;
  const exactly = `first=1,${filler},b=${'y'.repeat(256)},c=${'z'.repeat(512 - 8 - 202 - 1 - 258 - 1 - 2)}`;
  expect(exactly).toHaveLength(512);
  check(exactly, exactly);
  // 513: the long member nearest to the right goes.
  check(`${exactly}z`, `first=1,${filler},c=${'z'.repeat(41)}`);
  const short = Array.from({ length: 5 }, (_, index) => `k${index}=${'v'.repeat(107)}`).join(',');
  check(short, short.slice(0, 4 * 111 - 1));
  check(
    `k=${'v'.repeat(125)},${'l'.repeat(129 - 2)}=1,${'m'.repeat(250)}=${'n'.repeat(250)}`,
    `k=${'v'.repeat(125)},${'l'.repeat(127)}=1`,
  );
  check(`${'m'.repeat(256)}=${'n'.repeat(256)}`, '');
});

test('a member of 128 characters is not a long one, and one of 129 is', () => {
  const member = (key: string, length: number): string => `${key}=${'v'.repeat(length - 2)}`;
  const others = ['b', 'c', 'd'].map((key) => member(key, 128));
  check([member('a', 129), ...others].join(','), others.join(','));
  check([member('a', 128), ...others].join(','), [member('a', 128), ...others.slice(0, 2)].join(','));
});

test('set puts the member in front, unset removes it, and the list itself never changes', () => {
  const state = parseTraceState('a=1,b=2,c=3')!;
  expect(state.set('d', '4').serialize()).toBe('d=4,a=1,b=2,c=3');
  expect(state.set('b', '5').serialize()).toBe('b=5,a=1,c=3');
  expect(state.unset('b').serialize()).toBe('a=1,c=3');
  expect(state.unset('x')).toBe(state);
  expect(state.serialize()).toBe('a=1,b=2,c=3');
  expect([state.get('b'), state.get('x'), state.size]).toEqual(['2', undefined, 3]);
  expect(state.unset('a').unset('b').unset('c').serialize()).toBe('');
});

test('set leaves the list as it is when key or value break the grammar', () => {
  for (const [key, value] of [
    ['', '1'],
    ['A', '1'],
    ['a', ''],
    ['a', 'x,y'],
    ['a', 'x '],
    ['a', 'x=y'],
    ['a', '\u00e9'],
  ]) {
    expect(EMPTY_TRACE_STATE.set(key, value)).toBe(EMPTY_TRACE_STATE);
  }
});

test('set on a full list drops the right-most member', () => {
  const full = parseTraceState(members(32))!;
  const changed = full.set('new', '1');
  expect([changed.size, changed.get('k30'), changed.get('k31'), changed.get('new')]).toEqual([
    32,
    '30',
    undefined,
    '1',
  ]);
  expect(full.set('k31', 'x').size).toBe(32);
});

test('what is built by set is parsed to the same members', () => {
  const key = fc.stringMatching(/^[a-z0-9][a-z0-9_*/@-]{0,10}$/);
  const value = fc.stringMatching(/^[ -+\--<>-~]{0,20}[!-+\--<>-~]$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 40 }), (pairs) => {
      let state = EMPTY_TRACE_STATE;
      for (const [name, text] of pairs) state = state.set(name, text);
      const parsed = parseTraceState(state.serialize());
      expect(parsed?.serialize()).toBe(state.serialize());
      expect(state.serialize().length).toBeLessThanOrEqual(512);
      if (pairs.length > 0) expect(parsed?.get(pairs.at(-1)![0])).toBe(pairs.at(-1)![1]);
    }),
  );
});

test('any text is parsed or refused, and what is accepted is stable', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '=', ',', ' ', '\t', 'B', '@', '1', 'é'), maxLength: 60 }),
      (text) => {
        const once = parseTraceState(text)?.serialize();
        if (once !== undefined) check(once, once);
      },
    ),
    { numRuns: 2000 },
  );
});
