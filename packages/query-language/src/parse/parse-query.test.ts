import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withoutPositions } from '../fixtures/without-positions.ts';
import { checkQuery, parseQuery } from './parse-query.ts';

const intrinsic = (name: string) => ({ type: 'intrinsic', name });
const attribute = (key: string, scope = 'any') => ({ type: 'attribute', scope, key });
const text = (value: string) => ({ type: 'text', text: value });
const number = (written: string) => ({ type: 'number', number: Number(written), text: written });
const duration = (nanoseconds: number) => ({ type: 'duration', nanoseconds });
const glob = (...segments: string[]) => ({ type: 'glob', segments });
const boolean = (value: boolean) => ({ type: 'boolean', boolean: value });
const equal = (field: object, value: object, negated = false) => ({ type: 'equal', field, negated, value });
const order = (field: object, operator: string, value: object) => ({ type: 'order', field, operator, value });
const exists = (field: object, negated = false) => ({ type: 'exists', field, negated });
const search = (...segments: string[]) => ({ type: 'text', segments });
const and = (...operands: object[]) => ({ type: 'and', operands });
const or = (...operands: object[]) => ({ type: 'or', operands });
const not = (operand: object) => ({ type: 'not', operand });
const filter = (expression: object | null) => ({ type: 'filter', expression });
const relation = (left: object, operator: string, right: object) => ({ type: 'relation', operator, left, right });

function check(query: string, expression: object | null): void {
  expect(withoutPositions(parseQuery(query)), query).toEqual({
    type: 'query',
    spanset: filter(expression),
    pipeline: null,
  });
}

describe("the seeds' queries, word for word", () => {
  test('slow VNC sessions', () =>
    check(
      'serviceName=bmc-gateway AND name=CreateVNCSession AND duration > 2s',
      and(
        equal(intrinsic('serviceName'), text('bmc-gateway')),
        equal(intrinsic('name'), text('CreateVNCSession')),
        order(intrinsic('duration'), '>', duration(2_000_000_000)),
      ),
    ));
  test('by customer', () =>
    check('baggage.customer_id=customer-123', equal(attribute('customer_id', 'baggage'), text('customer-123'))));
  test('errors in BMC operations', () =>
    check(
      'serviceName=bmc-agent AND status=error AND name=*BMC*',
      and(
        equal(intrinsic('serviceName'), text('bmc-agent')),
        equal(intrinsic('status'), text('error')),
        equal(intrinsic('name'), glob('', 'BMC', '')),
      ),
    ));
  test('one session', () =>
    check('baggage.session_id=session-abc123', equal(attribute('session_id', 'baggage'), text('session-abc123'))));
});

test('fields', () => {
  const cases: [string, object][] = [
    ['service', intrinsic('serviceName')],
    ['service.name', intrinsic('serviceName')],
    ['"service.name"', attribute('service.name')],
    ['statusMessage', intrinsic('statusMessage')],
    ['http.status_code', attribute('http.status_code')],
    ['region', attribute('region')],
    ['game', attribute('game')],
    ['in', attribute('in')],
    ['exists', attribute('exists')],
    ['span.name', attribute('name', 'span')],
    ['span.serviceName', attribute('serviceName', 'span')],
    ['resource.k8s.pod.name', attribute('k8s.pod.name', 'resource')],
    ['event.name', intrinsic('event.name')],
    ['event."name"', attribute('name', 'event')],
    ['event.exception.type', attribute('exception.type', 'event')],
    ['link.traceId', intrinsic('link.traceId')],
    ['link.kind', attribute('kind', 'link')],
    ['"my key"', attribute('my key')],
    [`'my "key"'`, attribute('my "key"')],
    ['span."my \\"key\\""', attribute('my "key"', 'span')],
    ['"name"', attribute('name')],
    ['bagage.k', attribute('bagage.k')],
    ['größe', attribute('größe')],
    ['span', attribute('span')],
  ];
  for (const [field, expected] of cases) check(`${field}=x1`, equal(expected, text('x1')));
});

test('values beside an attribute', () => {
  const cases: [string, object][] = [
    ['500', number('500')],
    ['-1.5e3', number('-1.5e3')],
    ['0123', number('0123')],
    ['"500"', text('500')],
    ['1.2.3', text('1.2.3')],
    ['1e999', text('1e999')],
    ['TRUE', boolean(true)],
    ['false', boolean(false)],
    ["'true'", text('true')],
    ['"null"', text('null')],
    ['2s', text('2s')],
    ['a:b=c', text('a:b=c')],
    ['/x?a=1&b=2', text('/x?a=1&b=2')],
    ['hello!', text('hello!')],
    ['in', text('in')],
    ['a*', glob('a', '')],
    ['a**b*c', glob('a', 'b', 'c')],
    ['"a b*"', glob('a b', '')],
    ['a\\*', text('a*')],
    ['"a\\*b"', text('a*b')],
    ['a\\ b', text('a b')],
    ['C:\\temp', text('C:\\temp')],
    ['"\\n\\t\\u0041\\"\\\\"', text('\n\tA"\\')],
    [`'it\\'s'`, text("it's")],
    ['""', text('')],
    ['👋', text('👋')],
  ];
  for (const [value, expected] of cases) check(`k=${value}`, equal(attribute('k'), expected));
});

test('values beside intrinsic fields', () => {
  check('name=500', equal(intrinsic('name'), text('500')));
  check('name=true', equal(intrinsic('name'), text('true')));
  check('traceId=00AF*', equal(intrinsic('traceId'), glob('00af', '')));
  check('spanId=0123456789012345', equal(intrinsic('spanId'), text('0123456789012345')));
  check('kind=SPAN_KIND_SERVER', equal(intrinsic('kind'), text('server')));
  check('status=STATUS_CODE_ERROR', equal(intrinsic('status'), text('error')));
  check('status="Error"', equal(intrinsic('status'), text('error')));
  check('spanCount >= 1e2', order(intrinsic('spanCount'), '>=', number('1e2')));
  check('duration = "1m30s"', equal(intrinsic('duration'), duration(90e9)));
  check('traceDuration<0', order(intrinsic('traceDuration'), '<', duration(0)));
  check('duration < 9007199254740991ns', order(intrinsic('duration'), '<', duration(Number.MAX_SAFE_INTEGER)));
});

test('operators and their other spellings', () => {
  const k = attribute('k');
  for (const spelling of ['k=a', 'k==a', 'k:a', 'k = a', 'k : a']) check(spelling, equal(k, text('a')));
  for (const spelling of ['k!=a', 'k<>a', 'k:!=a']) check(spelling, equal(k, text('a'), true));
  for (const operator of ['>', '>=', '<', '<=']) {
    check(`k${operator}5`, order(k, operator, number('5')));
    check(`k:${operator}5`, order(k, operator, number('5')));
  }
  check('k > "5"', order(k, '>', text('5')));
  check('k =~ "^a\\d\\"+$"', { type: 'match', field: k, negated: false, regex: '^a\\d"+$' });
  check('k !~ a.*b', { type: 'match', field: k, negated: true, regex: 'a.*b' });
  check('k in (1, "b", c*)', { type: 'in', field: k, negated: false, values: [number('1'), text('b'), glob('c', '')] });
  check('k NOT  IN (a)', { type: 'in', field: k, negated: true, values: [text('a')] });
  check('k EXISTS', exists(k));
  check('k not exists', exists(k, true));
  check('k contains "a*\\*"', { type: 'contains', field: k, negated: false, text: 'a**' });
  check('k LIKE "a\\_%"', { type: 'like', field: k, negated: false, ignoreCase: false, pattern: 'a\\_%' });
  check('k NOT ilike a%', { type: 'like', field: k, negated: true, ignoreCase: true, pattern: 'a%' });
  check('k BETWEEN 1 AND 5', { type: 'between', field: k, negated: false, low: number('1'), high: number('5') });
  check('k not between a and b', { type: 'between', field: k, negated: true, low: text('a'), high: text('b') });
});

test('what asks for presence', () => {
  const k = attribute('k');
  for (const query of ['k=*', 'k:**', 'k!=null']) check(query, exists(k));
  for (const query of ['k!=*', 'k=NULL']) check(query, exists(k, true));
});

test('error = true is the status', () => {
  const isError = (negated: boolean) => equal(intrinsic('status'), text('error'), negated);
  for (const query of ['error=true', 'error:TRUE', 'error!=false']) check(query, isError(false));
  for (const query of ['error=false', 'error!=true']) check(query, isError(true));
  check('error=timeout', equal(attribute('error'), text('timeout')));
  check('error="true"', equal(attribute('error'), text('true')));
  check('span.error=true', equal(attribute('error', 'span'), boolean(true)));
  check('error EXISTS', exists(attribute('error')));
});

test('logic', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((word) => search(word));
  for (const query of ['a AND b AND c', 'a b c', 'a && b and c', '(a b) c', 'a (b (c))']) check(query, and(a, b, c));
  for (const query of ['a OR b', 'a || b', '(a) or (b)']) check(query, or(a, b));
  check('a OR b c', or(a, and(b, c)));
  check('(a OR b) c', and(or(a, b), c));
  check('NOT a b', and(not(a), b));
  check('!a || !(b c)', or(not(a), not(and(b, c))));
  check('not not a', not(not(a)));
  check('a !b', and(a, not(b)));
  check('k=1 NOT cached', and(equal(attribute('k'), number('1')), not(search('cached'))));
  check('timeout NOT k=1', and(search('timeout'), not(equal(attribute('k'), number('1')))));
});

test('free text', () => {
  check('timeout', search('timeout'));
  check('"connection refused"', search('connection refused'));
  check('*BMC*', search('BMC'));
  check('tcp*bmc', search('tcp', 'bmc'));
  check('"a\\*b"', search('a*b'));
  check('*', search(''));
  check('/v1/servers', search('/v1/servers'));
});

test('a query without condition matches every span', () => {
  for (const query of ['', '  \n', '{}', '{ }']) check(query, null);
});

test('sets of spans', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((word) => filter(search(word)));
  const cases: [string, object][] = [
    ['{a} && {b}', relation(a, '&&', b)],
    ['{a} AND {b}', relation(a, '&&', b)],
    ['{a} || {b}', relation(a, '||', b)],
    ['{a}>{b}', relation(a, '>', b)],
    ['{a}>>{b}', relation(a, '>>', b)],
    ['{a} > {b} >> {c}', relation(relation(a, '>', b), '>>', c)],
    ['{a} || {b} && {c}', relation(a, '||', relation(b, '&&', c))],
    ['{a} && {b} > {c}', relation(a, '&&', relation(b, '>', c))],
    ['({a} || {b}) && {c}', relation(relation(a, '||', b), '&&', c)],
    ['(({a}))', a],
    ['{} >> {a}', relation(filter(null), '>>', a)],
  ];
  for (const [query, spanset] of cases)
    expect(withoutPositions(parseQuery(query)), query).toEqual({ type: 'query', spanset, pipeline: null });
});

test('pipelines', () => {
  const aggregate = (name: string, field: object | null = null, quantile: number | null = null) => ({
    type: 'aggregate',
    function: name,
    quantile,
    field,
  });
  const ofDuration = intrinsic('duration');
  const pipeline = (aggregates: object[], by: object[] = [], having: object | null = null) => ({
    type: 'pipeline',
    aggregates,
    by,
    having,
  });
  const cases: [string, object][] = [
    ['| count()', pipeline([aggregate('count')])],
    ['| COUNT', pipeline([aggregate('count')])],
    ['| count(k)', pipeline([aggregate('count', attribute('k'))])],
    ['| rate() by name', pipeline([aggregate('rate')], [intrinsic('name')])],
    ['| count by (name, k)', pipeline([aggregate('count')], [intrinsic('name'), attribute('k')])],
    [
      '| p50, p99.9(), avg(http.size)',
      pipeline([
        aggregate('quantile', ofDuration, 0.5),
        aggregate('quantile', ofDuration, 0.999),
        aggregate('avg', attribute('http.size')),
      ]),
    ],
    [
      '| max() by service having count() >= 5',
      pipeline([aggregate('max', ofDuration)], [intrinsic('serviceName')], {
        type: 'having',
        aggregate: aggregate('count'),
        operator: '>=',
        value: number('5'),
      }),
    ],
    [
      '| count() having min() <> 1s',
      pipeline([aggregate('count')], [], {
        type: 'having',
        aggregate: aggregate('min', ofDuration),
        operator: '!=',
        value: duration(1e9),
      }),
    ],
  ];
  for (const [query, expected] of cases)
    expect(withoutPositions(parseQuery(query)), query).toEqual({
      type: 'query',
      spanset: filter(null),
      pipeline: expected,
    });
});

test('every node knows its place', () => {
  const query = ' {span."k" = a* or timeout} | p99(x) by name';
  const places: string[] = [];
  JSON.stringify(parseQuery(query), (_, value: { type?: string; from: number; to: number }) => {
    if (value?.type !== undefined) places.push(`${value.type} ${query.slice(value.from, value.to)}`);
    return value;
  });
  expect(places).toEqual([
    `query ${query}`,
    'filter {span."k" = a* or timeout}',
    'or span."k" = a* or timeout',
    'equal span."k" = a*',
    'attribute span."k"',
    'glob a*',
    'text timeout',
    'pipeline | p99(x) by name',
    'aggregate p99(x)',
    'attribute x',
    'intrinsic name',
  ]);
});

describe('docs/query-language.md', () => {
  const page = readFileSync(new URL('../../../../docs/query-language.md', import.meta.url), 'utf8');

  test('has only examples that are understood', () => {
    const blocks = Array.from(page.matchAll(/```throughline\n([\s\S]*?)```/g), ([, block]) => block);
    const queries = blocks
      .join('')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(queries.length).toBeGreaterThan(25);
    expect(queries.flatMap(checkQuery)).toEqual([]);
  });

  test('shows the error that comes', () => {
    const [, query, message] = /throughline query '(.*)'\n\n(.*)\n/.exec(page)!;
    expect(checkQuery(query).map((one) => one.message)).toEqual([message]);
  });
});
