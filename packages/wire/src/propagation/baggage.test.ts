import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_BAGGAGE_BYTES, formatBaggage, parseBaggage } from './baggage.ts';
import type { BaggageEntry } from './baggage.ts';

type Members = Record<string, string | [value: string, metadata: string]>;

function toEntries(members: Members): [string, BaggageEntry][] {
  return Object.entries(members).map(([key, member]) => {
    const [value, metadata] = typeof member === 'string' ? [member, ''] : member;
    return [key, { value, metadata }];
  });
}

function checkParse(text: string, members: Members, droppedCount = 0): void {
  const parsed = parseBaggage(text);
  expect([...parsed.entries], text).toEqual(toEntries(members));
  expect(parsed.droppedCount, text).toBe(droppedCount);
}

function checkFormat(members: Members, expected: string, dropped = 0): void {
  const drops = { count: 0 };
  expect(formatBaggage(toEntries(members), drops)).toBe(expected);
  expect(drops.count, expected).toBe(dropped);
}

test('parses the examples of the specification', () => {
  checkParse('key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue', {
    key1: ['value1', 'property1;property2'],
    key2: 'value2',
    key3: ['value3', 'propertyKey=propertyValue'],
  });
  checkParse('userId=alice,serverNode=DF%2028,isProduction=false', {
    userId: 'alice',
    serverNode: 'DF 28',
    isProduction: 'false',
  });
  checkParse('userId=Am%C3%A9lie', { userId: 'Am\u00e9lie' });
  checkParse('userId =   alice', { userId: 'alice' });
});

test('parses what the grammar leaves open', () => {
  checkParse('', {});
  checkParse(' , ,', {});
  checkParse('a=', { a: '' });
  checkParse('a=b=c==', { a: 'b=c==' });
  checkParse("!#$%&'*+-.^_`|~0aZ=1", { "!#$%&'*+-.^_`|~0aZ": '1' });
  checkParse('a%20b=1', { 'a%20b': '1' });
  checkParse('a=1+2', { a: '1+2' });
  checkParse('a=Jane "Doe" \\', { a: 'Jane "Doe" \\' });
  checkParse('a=1,b=2,a=3', { a: '3', b: '2' });
  checkParse('a=1;', { a: '1' });
  checkParse('a=1 ; \t p = q ;r\t', { a: ['1', 'p = q ;r'] });
  checkParse('__proto__=1', Object.fromEntries([['__proto__', '1']]));
});

test('decodes percent-encoding, and keeps what is none', () => {
  checkParse('a=%00%7F%2c%3B', { a: '\u0000\u007f,;' });
  checkParse('a=%F0%9F%98%80', { a: '\u{1f600}' });
  checkParse('a=%EF%BB%BFx', { a: '\ufeffx' });
  checkParse('a=100%', { a: '100%' });
  checkParse('a=%4', { a: '%4' });
  checkParse('a=%zz%41', { a: '%zzA' });
  checkParse('a=%4%31', { a: '%41' });
  checkParse('a=%C3x', { a: '\ufffdx' });
  checkParse('a=x%FF%FEy', { a: 'x\ufffd\ufffdy' });
  checkParse('a=%ED%A0%80', { a: '\ufffd\ufffd\ufffd' });
  checkParse('a=\u00e9%20', { a: '\u00e9 ' });
});

test.each([
  ['no equals sign', 'a'],
  ['no key', '=1'],
  ['space inside the key', 'a b=1'],
  ['key in other letters', '\u00e9=1'],
  ['equals sign only among the properties', 'a;b=1'],
  ['separator in the key', 'a/b=1'],
  ['line break', 'a=1\r\nb: 2'],
  ['NUL', 'a=1\u0000'],
  ['DEL', 'a=1\u007f'],
  ['line break in a property', 'a=1;p=\n2'],
])('drops and counts a member with %s', (_, member) => {
  checkParse(`x=1,${member},y=2`, { x: '1', y: '2' }, 1);
});

const many = (count: number): Members =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
const textOf = (count: number): string =>
  Object.keys(many(count))
    .map((key) => `${key}=v`)
    .join(',');

test('takes 64 members and drops the 65th', () => {
  checkParse(textOf(64), many(64));
  checkParse(textOf(65), many(64), 1);
  checkFormat(many(64), textOf(64));
  checkFormat(many(65), textOf(64), 1);
  checkParse(`bad,${textOf(64)}`, many(64), 1);
});

test('takes 8,192 bytes and drops the member that goes above', () => {
  const fits = 'v'.repeat(MAX_BAGGAGE_BYTES - 'a=1,b='.length);
  checkParse(`a=1,b=${fits}`, { a: '1', b: fits });
  checkParse(`a=1,b=${fits}x,c=3`, { a: '1', c: '3' }, 1);
  checkFormat({ a: '1', b: fits }, `a=1,b=${fits}`);
  checkFormat({ a: '1', b: `${fits}x`, c: '3' }, 'a=1,c=3', 1);
  // The limit is on bytes: a 2-byte character takes 6 of them, encoded.
  checkFormat({ a: '1', b: `${fits.slice(6)}\u00e9` }, `a=1,b=${fits.slice(6)}%C3%A9`);
  checkFormat({ a: '1', b: `${fits.slice(5)}\u00e9` }, 'a=1', 1);
});

test('formats values and metadata', () => {
  checkFormat({}, '');
  checkFormat({ a: '', b: 'x' }, 'a=,b=x');
  checkFormat({ a: 'Am\u00e9lie', b: 'DF 28', c: '100%' }, 'a=Am%C3%A9lie,b=DF%2028,c=100%25');
  checkFormat({ a: 'x,y;z"\\' }, 'a=x%2Cy%3Bz%22%5C');
  checkFormat({ a: "/:=?#[]@!$&'()*+" }, "a=/:=?#[]@!$&'()*+");
  checkFormat({ a: '\r\n\u0000\t' }, 'a=%0D%0A%00%09');
  checkFormat({ a: '\ud800' }, 'a=%EF%BF%BD');
  checkFormat({ a: ['1', 'p=%20;q; r'] }, 'a=1;p=%20;q; r');
  checkFormat({ a: ['1', 'p=\r\nx: y,b=2'] }, 'a=1;p=%0D%0Ax: y%2Cb=2');
  checkFormat({ 'not a token': '1', '': '2', a: '3' }, 'a=3', 2);
});

test('drops need not be counted', () => {
  expect(formatBaggage(toEntries({ 'not a token': '1', a: '2' }))).toBe('a=2');
});

test('what is formatted is parsed to the same entries', () => {
  const key = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09azAZ"), minLength: 1, maxLength: 12 });
  const value = fc.string({ unit: 'binary', maxLength: 20 });
  const metadata = fc.constantFrom('', 'p', 'p=q', 'p=q;r', 'p=%20');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(key, value, metadata), { selector: ([name]) => name, maxLength: 8 }),
      (members) => {
        const entries = new Map(members.map(([name, text, rest]) => [name, { value: text, metadata: rest }]));
        const text = formatBaggage(entries);
        expect(text).toMatch(/^[ -~]*$/);
        expect(parseBaggage(text)).toEqual({ entries, droppedCount: 0 });
      },
    ),
  );
});

test('any text is parsed, within the limits, and passes on unchanged', () => {
  const unit = fc.constantFrom('a', '=', ',', ';', '%', '2', ' ', '\t', '\n', '"', 'é', '😀');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
      const { entries } = parseBaggage(text);
      expect(parseBaggage(formatBaggage(entries)).entries.size).toBe(entries.size);
      for (const [key, entry] of parseBaggage(formatBaggage(entries)).entries) {
        expect(entry.value).toBe(entries.get(key)?.value);
      }
    }),
    { numRuns: 2000 },
  );
});
