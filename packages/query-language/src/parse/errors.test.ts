import { describe, expect, test } from 'vitest';
import { QueryError, type QueryErrorCode } from '../errors.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { checkQuery, parseQuery } from './parse-query.ts';

/** `marked` is the query with `«` and `»` around the place that the error names. */
function check(marked: string, code: QueryErrorCode, message: string | RegExp, suggestion?: string): void {
  const query = marked.replaceAll(/[«»]/g, '');
  const from = marked.indexOf('«');
  const to = marked.indexOf('»') - 1;
  const [problem, ...others] = checkQuery(query);
  expect(others, marked).toEqual([]);
  expect({ ...problem, position: { from: problem?.position.from, to: problem?.position.to } }, marked).toEqual({
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    position: { from, to },
    ...(suggestion !== undefined && { suggestion }),
  });
  expect(problem.message).toMatch(/^cannot .+: got .+, need .+/);
  expect(() => parseQuery(query)).toThrow(QueryError);
}

test('fields that are nearly known', () => {
  check(
    '«servicename»=api',
    'TL_QUERY_FIELD',
    'cannot read the field: got servicename, need a known field; an attribute of this name is written span.servicename; did you mean serviceName?',
    'serviceName',
  );
  const cases: [string, string][] = [
    ['Name', 'name'],
    ['STATUS', 'status'],
    ['stauts', 'status'],
    ['statu', 'status'],
    ['trace_id', 'traceId'],
    ['traceID', 'traceId'],
    ['spanid', 'spanId'],
    ['durations', 'duration'],
    ['duraton', 'duration'],
    ['drtion', 'duration'],
    ['service_name', 'serviceName'],
    ['rootservice', 'rootService'],
    ['span_count', 'spanCount'],
  ];
  for (const [field, expected] of cases) check(`«${field}» EXISTS`, 'TL_QUERY_FIELD', /did you mean/, expected);
  for (const attribute of ['names', 'kid', 'stat', 'durat', 'spans', 'servicename.x'])
    expect(checkQuery(`${attribute}=1`), attribute).toEqual([]);
});

test('names that need quotes', () => {
  check('«12»:30', 'TL_QUERY_FIELD', /quotes around a name/, '"12"');
  check('«a*»=1', 'TL_QUERY_FIELD', /quotes around a name/, '"a\\*"');
  check('«-status»:error', 'TL_QUERY_FIELD', /need NOT before the field/, 'NOT status');
  check('«span.»=1', 'TL_QUERY_FIELD', /got span\., need the name of an attribute/);
  check('«""»=1', 'TL_QUERY_FIELD', /need the name of an attribute/);
  check('«foo."a b"»=1', 'TL_QUERY_FIELD', /a quoted name behind foo\./, '"foo.a b"');
});

test('values that a field cannot have', () => {
  check('status=«eror»', 'TL_QUERY_VALUE', /need one of unset, ok, error; did you mean error\?/, 'error');
  check('status IN (ok, «failed»)', 'TL_QUERY_VALUE', /need one of unset, ok, error$/);
  check('kind=«sever»', 'TL_QUERY_VALUE', /need one of unspecified/, 'server');
  check('status=«err*»', 'TL_QUERY_VALUE', /need one of/, 'error');
  check('spanCount > «many»', 'TL_QUERY_VALUE', /got many, need a number/);
  check('k > «null»', 'TL_QUERY_VALUE', /which can be ordered/);
  check('k > «true»', 'TL_QUERY_VALUE', /which can be ordered/);
  check('k > «a*»', 'TL_QUERY_VALUE', /which can be ordered/);
  check('k > «5s»', 'TL_QUERY_VALUE', /only duration and traceDuration are durations/);
  check('k IN (a, «null»)', 'TL_QUERY_VALUE', /whether k is there is asked by EXISTS/);
  check('k BETWEEN 1 AND «b»', 'TL_QUERY_VALUE', /got 1 and b, need two numbers or two texts/);
});

test('durations', () => {
  check('duration > «2sec»', 'TL_QUERY_DURATION', /need a number with a unit: ns, us, ms, s, m, h or d/, '2s');
  check('duration > «5»', 'TL_QUERY_DURATION', /did you mean 5ms\?$/, '5ms');
  check('duration > «1min30seconds»', 'TL_QUERY_DURATION', /1m30s/, '1m30s');
  check('duration > «-5s»', 'TL_QUERY_DURATION', /got -5s/);
  check('duration > «5w»', 'TL_QUERY_DURATION', /got 5w/);
  check('duration = «1s*»', 'TL_QUERY_DURATION', /got 1s\*/);
  check('traceDuration < «9007199254740992ns»', 'TL_QUERY_DURATION', /need at most 104 days/);
  check('| avg() having max() > «5»', 'TL_QUERY_DURATION', /got 5/, '5ms');
});

test('operators', () => {
  check('a«=>»5', 'TL_QUERY_OPERATOR', /did you mean >=\?/, '>=');
  check('a «=<» 5', 'TL_QUERY_OPERATOR', /did you mean <=\?/, '<=');
  check('a «===» 5', 'TL_QUERY_OPERATOR', /did you mean =\?/, '=');
  check('a «~» b', 'TL_QUERY_OPERATOR', /did you mean =~\?/, '=~');
  check('kind «>» server', 'TL_QUERY_OPERATOR', /cannot compare kind: got >, need =, !=, IN or =~/);
  check('duration «=~» "1.*"', 'TL_QUERY_OPERATOR', /an operator for numbers/);
  check('spanCount «CONTAINS» 1', 'TL_QUERY_OPERATOR', /an operator for numbers/);
  check('duration NOT «LIKE» 1', 'TL_QUERY_OPERATOR', /an operator for numbers/);
  check('| count() having count() «=~» 5', 'TL_QUERY_OPERATOR', /cannot compare the aggregate/);
  check('kind «BETWEEN» client AND server', 'TL_QUERY_OPERATOR', /it has no order/);
});

test('patterns', () => {
  check('name =~ «"(a"»', 'TL_QUERY_PATTERN', /got \( without \)/);
  check('name =~ «"a(?=b)"»', 'TL_QUERY_PATTERN', /got lookaround \(\?=/);
  check('name =~ «"(a)\\1"»', 'TL_QUERY_PATTERN', /got the backreference \\1/);
  check('name !~ «*a»', 'TL_QUERY_PATTERN', /got \* with nothing before it/);
  check("name LIKE «'a\\\\\\'»", 'TL_QUERY_UNCLOSED', /closing '/);
  check('name LIKE «a\\»', 'TL_QUERY_PATTERN', /got \\ at the end/);
});

test('what is missing', () => {
  check('a=«»', 'TL_QUERY_MISSING', 'cannot read the query behind a=: got its end, need a value');
  check('a=«» AND b=2', 'TL_QUERY_MISSING', /got AND, need a value \(a keyword as a value is quoted\)/);
  check('(a=«»)', 'TL_QUERY_MISSING', /got \), need a value/);
  check('k CONTAINS«»', 'TL_QUERY_MISSING', /need a value/);
  check('k IN«»', 'TL_QUERY_MISSING', /need a list in parentheses/);
  check('k IN («»)', 'TL_QUERY_MISSING', /need a value/);
  check('k IN (a,«»)', 'TL_QUERY_MISSING', /need something behind the comma/);
  check('k IN (a,«»,b)', 'TL_QUERY_MISSING', /need something behind the comma/);
  check('k BETWEEN 1«»', 'TL_QUERY_MISSING', /need two values/);
  check('k BETWEEN 1 AND«»', 'TL_QUERY_MISSING', /need two values/);
  check('a AND«»', 'TL_QUERY_MISSING', /behind AND: got its end, need a condition/);
  check('a AND«» AND b', 'TL_QUERY_MISSING', /need a condition/);
  check('NOT«»', 'TL_QUERY_MISSING', /need a condition/);
  check('a («»)', 'TL_QUERY_MISSING', /need a condition/);
  check('span."my key"«»', 'TL_QUERY_MISSING', /need an operator and a value/);
  check('a |«»', 'TL_QUERY_MISSING', /need an aggregate: count\(\)/);
  check('a |«» by b', 'TL_QUERY_MISSING', /got by, need an aggregate/);
  check('| count(),«»', 'TL_QUERY_MISSING', /behind the comma/);
  check('| count(),«» by k', 'TL_QUERY_MISSING', /behind the comma/);
  check('| count() by«»', 'TL_QUERY_MISSING', /need a field/);
  check('| count() by k,«»', 'TL_QUERY_MISSING', /behind the comma/);
  check('| count() having«»', 'TL_QUERY_MISSING', /need an aggregate/);
  check('| count() having count()«»', 'TL_QUERY_MISSING', /need an operator and a number/);
  check('| count() having count() >«»', 'TL_QUERY_MISSING', /need a value/);
});

test('what is never closed', () => {
  check('«"abc»', 'TL_QUERY_UNCLOSED', 'cannot read the quoted text: got the end of the query, need a closing "');
  check(`k=«'abc\\'»`, 'TL_QUERY_UNCLOSED', /need a closing '/);
  check('span.«"a=1»', 'TL_QUERY_UNCLOSED', /need a closing "/);
  check('«(»a=1', 'TL_QUERY_UNCLOSED', /need a closing \)/);
  check('a «(»b OR c', 'TL_QUERY_UNCLOSED', /need a closing \)/);
  check('«{»a=1', 'TL_QUERY_UNCLOSED', /need a closing \}/);
  check('{a} > «{»b', 'TL_QUERY_UNCLOSED', /need a closing \}/);
  check('k IN «(»a, b', 'TL_QUERY_UNCLOSED', /need a closing \)/);
  check('| avg«(»k', 'TL_QUERY_UNCLOSED', /need a closing \)/);
  check('| count() by «(»k', 'TL_QUERY_UNCLOSED', /need a closing \)/);
});

test('what stands where it cannot', () => {
  check('a=1«)»', 'TL_QUERY_SYNTAX', /got \) that closes nothing/);
  check('a=1 «}»', 'TL_QUERY_SYNTAX', /got \} that closes nothing/);
  check('«AND» a', 'TL_QUERY_SYNTAX', /got AND, need a condition before it/);
  check('a OR «AND» b', 'TL_QUERY_SYNTAX', /got AND, need a condition before it/);
  check('«=»5', 'TL_QUERY_SYNTAX', /need a field before it/);
  check('a=1 «=» 2', 'TL_QUERY_SYNTAX', /need a field before it/);
  check('a«,» b', 'TL_QUERY_SYNTAX', /need AND or OR/);
  check('{a} «{»b}', 'TL_QUERY_SYNTAX', /need &&, \|\|, > or >> between sets/);
  check('{a} «b»', 'TL_QUERY_SYNTAX', /got b, need/);
  check('{a} && «b»', 'TL_QUERY_SYNTAX', /need a set \{…\}/);
  check('{a} >«»', 'TL_QUERY_SYNTAX', /got its end, need a set/);
  check('a | count() «| count()»', 'TL_QUERY_SYNTAX', /got a second \|/);
});

test('aggregates', () => {
  check('| «cuont»()', 'TL_QUERY_AGGREGATE', /need one of count, rate/, 'count');
  check('| «mean»(k)', 'TL_QUERY_AGGREGATE', /did you mean avg/, 'avg');
  check('| «median»()', 'TL_QUERY_AGGREGATE', /did you mean p50/, 'p50');
  check('| «p0»()', 'TL_QUERY_AGGREGATE', /p50 … p99\.999/, 'p50');
  check('| «p100»()', 'TL_QUERY_AGGREGATE', /p50 … p99\.999/);
  check('| p99(«name»)', 'TL_QUERY_FIELD', /need a field with numbers/);
  check('| count(«event.k»)', 'TL_QUERY_FIELD', /not one of its events or links/);
  check('| count() by «link.traceId»', 'TL_QUERY_FIELD', /not one of its events or links/);
  check('| count() by k, «statuss»', 'TL_QUERY_FIELD', /did you mean status/, 'status');
});

describe('limits: the last accepted, the first refused', () => {
  const { length, nesting, predicates, spansets, patternLength, aggregates, groupFields } = QUERY_LIMITS;
  const repeat = (text: string, count: number, separator = '') => Array(count).fill(text).join(separator);
  const checkLimit = (write: (size: number) => string, limit: number): void => {
    expect(checkQuery(write(limit))).toEqual([]);
    expect(checkQuery(write(limit + 1)).map(({ code }) => code)).toEqual(['TL_QUERY_LIMIT']);
  };

  test('length', () => checkLimit((size) => 'a'.repeat(size), length));
  test('parentheses', () => checkLimit((size) => `${'('.repeat(size)}a${')'.repeat(size)}`, nesting));
  test('parentheses in braces', () => checkLimit((size) => `{${'('.repeat(size)}a${')'.repeat(size)}}`, nesting));
  test('parentheses around braces', () => checkLimit((size) => `${'('.repeat(size)}{a}${')'.repeat(size)}`, nesting));
  test('NOTs', () => checkLimit((size) => `${'NOT '.repeat(size)}a`, nesting));
  test('conditions', () => checkLimit((size) => repeat('a=1', size, ' OR '), predicates));
  test('conditions over several sets', () =>
    checkLimit((size) => `{${repeat('a', size - 1, ' ')}} && {a}`, predicates));
  test('sets', () => checkLimit((size) => repeat('{a}', size, ' > '), spansets));
  test('regular expressions', () => checkLimit((size) => `k =~ "${'a'.repeat(size)}"`, patternLength));
  test('patterns of LIKE', () => checkLimit((size) => `k LIKE "${'a'.repeat(size)}"`, patternLength));
  test('aggregates', () => checkLimit((size) => `| ${repeat('count()', size, ', ')}`, aggregates));
  test('fields after by', () => checkLimit((size) => `| count() by ${repeat('k', size, ', ')}`, groupFields));
  test('brackets inside and around braces, as deep as both may be', () => {
    const [open, close] = ['('.repeat(nesting), ')'.repeat(nesting)];
    expect(checkQuery(`${open}{${open}k IN (a)${close}}${close}`)).toEqual([]);
  });
  test('brackets in quotes count nothing', () => {
    for (const query of [`"${'('.repeat(500)}"`, `k='${')'.repeat(500)}'`, `k=~"${'(a)'.repeat(170)}"`])
      expect(checkQuery(query), query).toEqual([]);
  });
  test('hopeless nesting', () => {
    for (const bracket of '(){}')
      expect(checkQuery(bracket.repeat(length)).map(({ code, message }) => [code, message])).toEqual([
        ['TL_QUERY_LIMIT', 'cannot take the query: got far too many brackets, need at most 64 levels of nesting'],
      ]);
  });
  test('nesting as deep as the length allows', () => {
    for (const opening of ['(', '!', '{', '(!'])
      expect(checkQuery(opening.repeat(length / opening.length)).length).toBeGreaterThan(0);
  });
});

test('lines and columns count from one', () => {
  const [problem] = checkQuery('a = 1\n  AND status = eror');
  expect(problem.position).toEqual({ from: 21, to: 25, line: 2, column: 16 });
});

test('all problems of a query are found, in order', () => {
  const query = 'status=eror AND duration > 5 AND servicename=x AND (a=';
  expect(checkQuery(query).map(({ code, position }) => [code, position.from])).toEqual([
    ['TL_QUERY_VALUE', 7],
    ['TL_QUERY_DURATION', 27],
    ['TL_QUERY_FIELD', 33],
    ['TL_QUERY_UNCLOSED', 51],
    ['TL_QUERY_MISSING', 54],
  ]);
});

test('the error that is thrown is the first, with everything', () => {
  let thrown: unknown;
  try {
    parseQuery('status=eror kind=sever');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(QueryError);
  const { name, code, message, position, suggestion } = thrown as QueryError;
  expect({ name, code, message, position, suggestion }).toEqual({
    name: 'QueryError',
    code: 'TL_QUERY_VALUE',
    message: 'cannot read the value: got eror, need one of unset, ok, error; did you mean error?',
    position: { from: 7, to: 11, line: 1, column: 8 },
    suggestion: 'error',
  });
});

test('a suggestion makes the query good', () => {
  for (const query of [
    'servicename=x',
    'status=eror',
    'duration>2sec',
    'a=>5',
    '12:30',
    '-status:error',
    '| cuont()',
  ]) {
    const [{ position, suggestion }] = checkQuery(query);
    expect(checkQuery(query.slice(0, position.from) + suggestion + query.slice(position.to)), query).toEqual([]);
  }
});
