import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Regex } from './regex.ts';

function check(source: string, matching: readonly string[], other: readonly string[]): void {
  const regex = new Regex(source);
  expect(
    matching.filter((text) => !regex.test(text)),
    `${source} should match`,
  ).toEqual([]);
  expect(
    other.filter((text) => regex.test(text)),
    `${source} should not match`,
  ).toEqual([]);
}

describe('what RE2 has', () => {
  test('characters and places', () => {
    check('', ['', 'a'], []);
    check('bc', ['bc', 'abcd'], ['b', 'BC', '']);
    check('^a', ['a', 'ab'], ['ba', '\na']);
    check('a$', ['a', 'ba'], ['ab', 'a\n']);
    check('^$', [''], ['a']);
    check('\\Aa\\z', ['a'], ['a\n', 'ba']);
    check('a.c', ['abc', 'a\nc', 'a👋c'], ['ac', 'abbc']);
    check('\\bx\\b', ['x', 'a x b', '-x-'], ['ax', 'x_', '']);
    check('a\\Bb', ['ab'], ['a b']);
    check('\\.\\*\\/\\-\\_\\ ', ['.*/-_ '], ['x*/-_ ']);
    check('\\x41\\x{1f44b}\\t\\n\\0', ['A👋\t\n\0'], ['A👋\t\n']);
    check('\\Qa.b\\E+', ['a.bb'], ['axb']);
    check('a{,2}|{|x{', ['a{,2}', '{', 'x{'], ['a', 'aa']);
    check(']}', [']}'], ['}']);
  });

  test('classes', () => {
    check('^[a-c]$', ['a', 'c'], ['d', 'A', '-']);
    check('^[^a-c]$', ['d', '\n', '👋'], ['a', '']);
    check('^[]a]$', [']', 'a'], ['b']);
    check('^[^]a]$', ['b'], [']', 'a']);
    check('^[a-]$', ['a', '-'], ['b']);
    check('^[-a]$', ['a', '-'], ['b']);
    check('^[\\d\\-x]$', ['5', '-', 'x'], ['\\', 'd']);
    check('^[\\n\\]]$', ['\n', ']'], ['n', '\\']);
    check('^[[:alpha:][:digit:]_]$', ['a', '5', '_'], ['-', 'é']);
    check('^[[:^digit:]]$', ['a'], ['5']);
    check('^\\d\\D\\w\\W\\s\\S$', ['1a_- x'], ['aa_- x', '1a_-\u00a0x']);
    check('^\\s$', [' ', '\t', '\f'], ['\v', '\u00a0']);
    check('^[[:space:]]$', ['\v'], ['\u00a0']);
    check('^\\pL\\p{Lu}\\P{L}\\p{Greek}\\p{^Greek}$', ['éÉ5λx'], ['5É5λx', 'éé5λx']);
    check('^[\\p{Nd}x]+$', ['5x٣'], ['y']);
    check('^\\pC\\p{Any}$', ['\0a'], ['\u0378a', 'aa']);
  });

  test('repetitions', () => {
    check('^ab*c$', ['ac', 'abc', 'abbbc'], ['abb']);
    check('^ab+c$', ['abc', 'abbbc'], ['ac']);
    check('^ab?c$', ['ac', 'abc'], ['abbc']);
    check('^a{2}$', ['aa'], ['a', 'aaa']);
    check('^a{2,}$', ['aa', 'aaaa'], ['a']);
    check('^a{1,2}$', ['a', 'aa'], ['', 'aaa']);
    check('^a{0}b$', ['b'], ['ab']);
    check('^(a|b){2}c*?d+?e??$', ['abd', 'bbccde'], ['ad', 'abe']);
    check('^(a*)*$', ['', 'aaa'], ['b']);
    check('^(|a)+$', ['', 'aa'], ['b']);
    check('^(^a)*$', ['', 'a'], ['aa']);
    check('^a{1000}$', ['a'.repeat(1000)], ['a'.repeat(999), 'a'.repeat(1001)]);
  });

  test('groups, alternatives and flags', () => {
    check('^(GET|POST) /v[12]/', ['GET /v1/x', 'POST /v2/'], ['PUT /v1/', 'GET /v3/']);
    check('^(?:a|bc|)$', ['a', 'bc', ''], ['b', 'abc']);
    check('(?P<verb>a)(?<rest>b)', ['ab'], ['a']);
    check('(?i)bmc', ['BMC', 'xbMcx'], ['bm']);
    check('^a(?i:b)c$', ['abc', 'aBc'], ['Abc', 'abC']);
    check('^a(?i)b|c$', ['aB', 'xC'], ['AB']);
    check('^(a(?i)b)c$', ['aBc'], ['aBC']);
    check('(?-s)a.c', ['abc'], ['a\nc']);
    check('(?m)^a$', ['b\na\nc'], ['ba']);
    check('(?im-s)^A.$', ['x\nab'], ['x\na\n']);
    check('(?U)a+', ['a'], ['b']);
    check('(?i)[k-m]É', ['Lé'], ['né']);
    check('^(?i)[^k]$', ['a'], ['k', 'K', '\u212a']);
    check('^(?i)\\W$', ['-', 'é'], ['k', 'K', '\u212a']);
    check('^(?i)K\\PL$', ['k1', '\u212a1'], ['x1', 'ka']);
  });
});

test('what RE2 has not is refused, and named', () => {
  const cases: [string, RegExp][] = [
    ['(?=a)', /lookaround \(\?=/],
    ['(?!a)', /lookaround \(\?!/],
    ['(?<=a)', /lookaround \(\?<=/],
    ['(?<!a)', /lookaround \(\?<!/],
    ['(?>a)', /an atomic group/],
    ['(a)\\1', /the backreference \\1/],
    ['\\k<a>', /the backreference \\k/],
    ['a**', /got \*, need only one repetition/],
    ['a++', /got \+, need only one repetition/],
    ['a{2}{3}', /got \{3\}, need only one repetition/],
    ['*a', /\* with nothing before it/],
    ['a|+', /\+ with nothing before it/],
    ['(?)', /a group that RE2 has/],
    ['(?z:a)', /the flags z/],
    ['(?x)', /the flags x/],
    ['(a', /\( without \)/],
    ['a)', /\) without \(/],
    ['[a', /\[ without \]/],
    ['[]', /\[ without \]/],
    ['[b-a]', /the range b-a/],
    ['[a-\\d]', /the escape \\d/],
    ['[[:foo:]]', /the class \[:foo:\]/],
    ['\\p{Cn}', /the class \\p\{Cn\}/],
    ['\\p{Foo}', /the class \\p\{Foo\}/],
    ['\\Z', /the escape \\Z/],
    ['\\C', /the escape \\C/],
    ['\\u0041', /the escape \\u/],
    ['\\', /\\ at the end/],
    ['\\x{110000}', /a character up to/],
    ['a{2,1}', /ascending counts up to 1000/],
    ['a{1001}', /ascending counts up to 1000/],
    ['(a{100}){11}', /at most 1000 copies/],
    [`${'('.repeat(66)}${')'.repeat(66)}`, /at most 64 groups/],
  ];
  for (const [source, message] of cases) expect(() => new Regex(source), source).toThrow(message);
});

test('a program of 5000 steps is the largest', () => {
  // Four characters a thousand times, more characters, and the step that says "found".
  const write = (rest: number): string => `(?:abcd){1000}${'x'.repeat(rest)}`;
  expect(new Regex(write(999)).test('abcd')).toBe(false);
  expect(() => new Regex(write(1000))).toThrow(/at most 5000 steps/);
});

test('what makes other engines run for ever takes no time', () => {
  const text = `${'a'.repeat(5000)}!`;
  for (const source of ['^(a+)+$', '^(a|aa)+$', '^(a*)*$', '(a?){100}$', '^(([a-z])+.)+[A-Z]$'])
    expect(new Regex(source).test(text), source).toBe(source === '(a?){100}$');
});

test("agrees with JavaScript's expressions on what both have", () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\b', '^', '$', '\\w', '\\d', '(?:)', '\\n');
  const { source } = fc.letrec<{ source: string }>((tie) => ({
    source: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atom,
      fc.tuple(tie('source'), tie('source')).map((parts) => parts.join('')),
      fc.tuple(tie('source'), tie('source')).map((parts) => `(?:${parts.join('|')})`),
      fc
        .tuple(tie('source'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,3}', '{2,}'))
        .map(([inner, repeat]) => `(?:${inner})${repeat}`),
    ),
  }));
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n', ' ', '👋'), maxLength: 6 }), {
    minLength: 5,
  });
  fc.assert(
    fc.property(source, texts, (pattern, samples) => {
      const expected = new RegExp(pattern, 'su');
      const regex = new Regex(pattern);
      for (const sample of samples)
        expect([pattern, sample, regex.test(sample)]).toEqual([pattern, sample, expected.test(sample)]);
    }),
    { numRuns: 500 },
  );
});
