import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryQuery } from '../fixtures/arbitrary-query.ts';
import { sampleSpan } from '../fixtures/sample-span.ts';
import { parseQuery } from '../parse/parse-query.ts';
import type { QuerySpan } from '../query-span.ts';
import { evaluateQuery, matchesSpan } from './evaluate-query.ts';

function check(span: QuerySpan, matching: readonly string[], other: readonly string[]): void {
  expect(
    matching.filter((query) => !matchesSpan(parseQuery(query), span)),
    'should match',
  ).toEqual([]);
  expect(
    other.filter((query) => matchesSpan(parseQuery(query), span)),
    'should not match',
  ).toEqual([]);
}

describe("the seeds' queries", () => {
  const vnc = sampleSpan({ service: 'bmc-gateway', name: 'CreateVNCSession', durationNs: 2_000_000_001 });
  const bmc = sampleSpan({ service: 'bmc-agent', name: 'tcp.dial bmc:5900', status: 'error' });
  const customer = sampleSpan({
    attributes: { 'baggage.customer_id': 'customer-123', 'baggage.session_id': 'session-abc123' },
  });

  test('slow VNC sessions', () => {
    const query = ['serviceName=bmc-gateway AND name=CreateVNCSession AND duration > 2s'];
    check(vnc, query, []);
    check({ ...vnc, durationNs: 2_000_000_000n }, [], query);
    check({ ...vnc, service: 'bmc-agent' }, [], query);
  });
  test('by customer, by session', () => {
    check(
      customer,
      ['baggage.customer_id=customer-123', 'baggage.session_id=session-abc123'],
      ['baggage.customer_id=customer-12'],
    );
  });
  test('errors in BMC operations', () => {
    const query = ['serviceName=bmc-agent AND status=error AND name=*BMC*'];
    check(bmc, query, []);
    check({ ...bmc, status: 'ok' }, [], query);
    check({ ...bmc, name: 'tcp.dial' }, [], query);
  });
});

test('intrinsic fields', () => {
  const span = sampleSpan({
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    kind: 'server',
    status: 'error',
    statusMessage: 'connection refused',
    durationNs: 1_500_000n,
  });
  check(
    span,
    [
      'service.name=api',
      'name="GET /x"',
      'name=get*',
      'kind=server',
      'kind =~ "^ser"',
      'status=ERROR',
      'error=true',
      'status IN (ok, error)',
      'statusMessage CONTAINS REFUSED',
      'traceId=4BF92F3577B34DA6A3CE929D0E0E4736',
      'spanId=00f067*',
      'parentSpanId=""',
      'parentSpanId NOT EXISTS',
      'duration=1.5ms',
      'duration BETWEEN 1ms AND 1500us',
      'duration IN (1s, 1500us)',
      'duration EXISTS',
      'name > "GET /w"',
      'kind EXISTS',
    ],
    [
      'name="get /x"',
      'kind!=server',
      'status=ok',
      'error=false',
      'parentSpanId EXISTS',
      'parentSpanId=*',
      'duration < 1500us',
      'duration > 1500us',
      'duration != 1500us',
      'name > "GET /x"',
      'kind = null',
    ],
  );
});

test('durations beyond 2^53 nanoseconds are compared exactly', () => {
  const span = sampleSpan({ durationNs: 9_007_199_254_740_992n });
  check(span, ['duration > 9007199254740991ns'], ['duration <= 9007199254740991ns', 'duration = 9007199254740991ns']);
});

test('numbers and numeric texts', () => {
  const number = sampleSpan({ attributes: { k: 500 } });
  check(
    number,
    [
      'k=500',
      'k=5e2',
      'k="500"',
      'k>=500',
      'k<1e3',
      'k=5*',
      'k =~ "^50"',
      'k CONTAINS 00',
      'k LIKE "5__"',
      'k IN (1, 500)',
      'k BETWEEN 499 AND 500',
    ],
    ['k=501', 'k="5e2"', 'k="500.0"', 'k > "4"', 'k > 500', 'k=true', 'k BETWEEN 501 AND 502', 'k BETWEEN a AND z'],
  );
  const numeric = sampleSpan({ attributes: { k: '500' } });
  check(numeric, ['k=500', 'k>=500', 'k > 4', 'k > "4"', 'k=5*'], ['k=500.0', 'k=5e2', 'k > "6"', 'k > 1e3']);
  check(sampleSpan({ attributes: { k: '5e2' } }), ['k >= 500', 'k=5e2'], ['k=500']);
  for (const text of ['0x10', '1_000', ' 5', '.5', '5.', 'Infinity', 'abc', ''])
    check(sampleSpan({ attributes: { k: text } }), [], ['k > -1', 'k < 1']);
  check(sampleSpan({ attributes: { k: 1.5 } }), ['k=1.5', 'k>1'], ['k="1.5"', 'k=1*', 'k CONTAINS 1']);
  check(sampleSpan({ attributes: { k: 2 ** 53 } }), ['k=9007199254740992', 'k>1'], ['k="9007199254740992"', 'k=9*']);
  check(sampleSpan({ attributes: { k: 2 ** 53 - 1 } }), ['k="9007199254740991"', 'k=9*'], []);
  check(
    sampleSpan({ attributes: { k: 9_007_199_254_740_993n } }),
    ['k=9007199254740992', 'k>=9007199254740993'],
    ['k=9*'],
  );
  check(sampleSpan({ attributes: { k: -5n } }), ['k=-5', 'k<0', 'k="-5"'], ['k=5']);
  check(sampleSpan({ attributes: { k: Number.NaN } }), ['k EXISTS', 'k!=1'], ['k=1', 'k>=0', 'k<=0', 'k=*a*']);
  check(sampleSpan({ attributes: { k: Infinity } }), ['k>1e300'], ['k<0', 'k=I*']);
});

test('booleans and text', () => {
  check(
    sampleSpan({ attributes: { k: true } }),
    ['k=true', 'k="true"', 'k=TRUE', 'k=t*', 'k!=false'],
    ['k=false', 'k>1', 'k > "a"'],
  );
  check(sampleSpan({ attributes: { k: 'true' } }), ['k=true', 'k=tr*'], ['k=false']);
  check(sampleSpan({ attributes: { k: 'TRUE' } }), ['k="TRUE"'], ['k=TRUE']);
  check(
    sampleSpan({ attributes: { k: 'Hello World' } }),
    [
      'k="Hello World"',
      'k=hello*',
      'k="* w*"',
      'k CONTAINS "LO W"',
      'k ILIKE "hello%"',
      'k LIKE "Hello%"',
      'k =~ "lo W"',
      'k > Hello',
      'k NOT IN (a, b)',
      'k NOT CONTAINS x',
      'k !~ x',
      'k NOT LIKE x',
      'k NOT BETWEEN a AND z',
    ],
    ['k="hello world"', 'k=Hello', 'k LIKE "hello%"', 'k =~ "lo w"', 'k < Hello', 'k > 1', 'k NOT IN (H*)'],
  );
  check(sampleSpan({ attributes: { k: '2s' } }), ['k=2s', 'k IN (2s)'], ['k=2000ms']);
  check(sampleSpan({ attributes: { k: '' } }), ['k EXISTS', 'k=""'], ['k NOT EXISTS', 'k=a']);
});

test('what is absent equals nothing, and differs from everything', () => {
  check(
    sampleSpan({ attributes: { gone: null } }),
    [
      'k!=x',
      'NOT k=x',
      'k !~ x',
      'k NOT IN (x)',
      'k NOT EXISTS',
      'k=null',
      'k NOT CONTAINS x',
      'k NOT BETWEEN 1 AND 2',
      'gone NOT EXISTS',
      'constructor NOT EXISTS',
      '"__proto__" NOT EXISTS',
    ],
    [
      'k=x',
      'k=""',
      'k EXISTS',
      'k > 0',
      'k < 0',
      'k =~ ""',
      'k CONTAINS ""',
      'k=*',
      'gone=*',
      'event.k EXISTS',
      'constructor=*',
    ],
  );
});

test('arrays match by one element; maps, bytes and nested arrays only exist', () => {
  const span = sampleSpan({
    attributes: { k: ['a', 5, true, ['deep'], null], map: { a: 'x' }, bytes: new Uint8Array([97]), empty: [] },
  });
  check(
    span,
    [
      'k=a',
      'k=5',
      'k>=5',
      'k=true',
      'k EXISTS',
      'k!=x',
      'k IN (x, a)',
      'map EXISTS',
      'bytes EXISTS',
      'empty EXISTS',
      'map!=x',
    ],
    ['k!=a', 'k=deep', 'k=x', 'map=x', 'map=*x*', 'bytes=a', 'empty=""', 'k BETWEEN 6 AND 9', 'deep'],
  );
  check(sampleSpan({ attributes: { k: [1, 9] } }), ['k<2', 'k>8', 'k>0 AND k<2'], ['k BETWEEN 2 AND 8']);
});

test('scopes', () => {
  const span = sampleSpan({
    attributes: { a: 'span', 'baggage.b': 'bag', 'baggage.a': 'bag', 'baggage.r': 'bag', n: null },
    resource: { a: 'resource', r: 'resource', n: 'resource' },
    events: [
      { name: 'exception', attributes: { 'exception.type': 'TimeoutError', a: 'event' } },
      { name: '', attributes: { a: 'second' } },
    ],
    links: [{ traceId: 'ab', spanId: 'cd', attributes: { a: 'link' } }],
  });
  check(
    span,
    [
      'a=span',
      'r=resource',
      'b=bag',
      'n=resource',
      'span.a=span',
      'resource.a=resource',
      'baggage.a=bag',
      'span.baggage.a=bag',
      'event.a=event',
      'event.a=second',
      'event.exception.type=TimeoutError',
      'event.name=exception',
      'event.name EXISTS',
      'event.name=""',
      'link.a=link',
      'link.traceId=AB',
      'link.spanId=cd',
      'event.x NOT EXISTS',
    ],
    [
      'a=resource',
      'r=bag',
      'a=event',
      'resource.b EXISTS',
      'span.r EXISTS',
      'event.a!=event',
      'event.name!=exception',
      'event."name" EXISTS',
      'link.traceId!=ab',
    ],
  );
});

test('free text', () => {
  const span = sampleSpan({
    name: 'GET /Users',
    statusMessage: 'Connection refused',
    attributes: { sql: 'SELECT * FROM orders', code: 404, list: ['inlist'] },
    resource: { host: 'inresource' },
    events: [{ name: 'cache.miss', attributes: { x: 'inevent' } }],
  });
  check(
    span,
    [
      'users',
      '"connection REFUSED"',
      'select*orders',
      '"select \\* from"',
      'cache.miss',
      '*',
      '""',
      'get refused',
      'NOT missing',
    ],
    ['404', 'inlist', 'inresource', 'inevent', 'api', 'orders*select', '"select\\*"'],
  );
});

test('logic', () => {
  const span = sampleSpan({ attributes: { a: 1, b: 2 } });
  check(
    span,
    ['a=1 b=2', 'a=2 OR b=2', 'NOT a=2', 'a=1 OR x=1 AND y=1', '', '{}'],
    ['a=1 b=3', 'a=2 OR b=3', 'NOT (a=1 OR b=3)'],
  );
});

/** A trace drawn as `id<parent` words; the name of a span is its id. */
function trace(drawing: string, traceId = 't1'): QuerySpan[] {
  return drawing.split(' ').map((word, index) => {
    const [spanId, parentSpanId = ''] = word.split('<');
    return sampleSpan({ traceId, spanId, parentSpanId, name: spanId, startUnixNano: BigInt(index) });
  });
}

function checkTrace(drawing: string, query: string, expected: string): void {
  const matches = evaluateQuery(parseQuery(query), trace(drawing));
  expect(matches.flatMap(({ spans }) => spans.map(({ name }) => name)).join(' '), `${query} of ${drawing}`).toBe(
    expected,
  );
}

describe('several spans of a trace', () => {
  test('&& and ||', () => {
    checkTrace('a b<a c<b', '{name=a} && {name=c}', 'a c');
    checkTrace('a b<a c<b', '{name=a} && {name=x}', '');
    checkTrace('a b<a c<b', '{name=c} || {name=x}', 'c');
    checkTrace('a b<a c<b', '{name IN (a,b)} && {name IN (b,c)}', 'a b c');
    checkTrace('a b<a', '{name=a AND name=b}', '');
    checkTrace('a b<a c<b', '{name=x} && {name=a} || {name=b}', 'b');
  });

  test('> and >>', () => {
    checkTrace('a b<a c<b', '{name=a} > {}', 'b');
    checkTrace('a b<a c<b', '{name=a} >> {}', 'b c');
    checkTrace('a b<a c<b', '{name=c} >> {}', '');
    checkTrace('a b<a c<b d<c', '{name=a} > {name=b} > {}', 'c');
    checkTrace('a b<a c<b d<c', '{name=a} >> {name=b} >> {}', 'c d');
    checkTrace('a b<a c<a', '({name=b} || {name=c}) > {}', '');
    checkTrace('c<b b<a a', '{name=a} >> {name=c}', 'c');
  });

  test('in broken traces', () => {
    checkTrace('a c<b', '{name=a} >> {}', '');
    checkTrace('a<a', '{} > {}', '');
    checkTrace('a<a', '{} >> {}', '');
    checkTrace('a<b b<a', '{name=a} > {}', 'b');
    checkTrace('a<b b<a', '{name=a} >> {}', 'b');
    checkTrace('a<c b<a c<b', '{} >> {}', 'a b c');
    checkTrace('a<b b<a c<b', '{name=a} >> {}', 'b c');
    checkTrace('a b<a b<x c<b', '{name=a} >> {}', 'b c');
    checkTrace('x a<x a b<a', '{name=x} >> {name=b}', 'b');
  });

  test('a chain of 100,000 spans, and a star of as many', () => {
    const size = 100_000;
    const chain = Array.from({ length: size }, (_, index) =>
      sampleSpan({ spanId: `s${index}`, parentSpanId: index === 0 ? '' : `s${index - 1}` }),
    );
    const star = chain.map((span, index) => (index === 0 ? span : { ...span, parentSpanId: 's0' }));
    for (const spans of [chain, star])
      expect(evaluateQuery(parseQuery('{} >> {}'), spans)[0].spans.length).toBe(size - 1);
  });

  test('never across traces', () => {
    const spans = [...trace('a b<a', 't1'), ...trace('a c<a', 't2')];
    const matched = evaluateQuery(parseQuery('{name=a} && {name=c}'), spans);
    expect(matched.map(({ traceId, spans: found }) => [traceId, found.map(({ name }) => name)])).toEqual([
      ['t2', ['a', 'c']],
    ]);
  });
});

test('fields of the trace', () => {
  const spans = [
    sampleSpan({
      spanId: 'b',
      parentSpanId: 'a',
      name: 'child',
      service: 'worker',
      startUnixNano: 500n,
      durationNs: 100n,
      status: 'error',
    }),
    sampleSpan({ spanId: 'a', name: 'root', service: 'api', startUnixNano: 1_000n, durationNs: 4_000 }),
    sampleSpan({ spanId: 'c', name: 'late root', service: 'cli', startUnixNano: 2_000n, durationNs: 1n }),
  ];
  const matches = (query: string) => evaluateQuery(parseQuery(query), spans).flatMap((match) => match.spans).length;
  for (const query of [
    'rootName=root',
    'rootService=api',
    'traceDuration=4500ns',
    'spanCount=3',
    'errorCount=1',
    'rootName=r* AND spanCount > 2',
  ])
    expect(matches(query), query).toBe(3);
  for (const query of ['rootName=child', 'traceDuration > 4500ns', 'errorCount > 1', 'spanCount BETWEEN 4 AND 5'])
    expect(matches(query), query).toBe(0);
  expect(matches('spanCount=3 name=child')).toBe(1);
  const orphans = [
    sampleSpan({ spanId: 'z', parentSpanId: 'x', name: 'z' }),
    sampleSpan({ spanId: 'y', parentSpanId: 'x', name: 'y' }),
  ];
  expect(evaluateQuery(parseQuery('rootName=y'), orphans)[0].spans.length).toBe(2);
});

test('traces and spans keep their order', () => {
  const spans = [...trace('b', 't2'), ...trace('a', 't1'), ...trace('c', 't2')];
  expect(evaluateQuery(parseQuery(''), spans).map(({ traceId, spans: found }) => [traceId, found.length])).toEqual([
    ['t2', 2],
    ['t1', 1],
  ]);
  expect(evaluateQuery(parseQuery(''), [])).toEqual([]);
});

test('any query answers any spans, and NOT is the opposite', () => {
  const values = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.constant([1, 'a']),
  );
  const attributes = fc.dictionary(fc.constantFrom('k', 'name', 'error', 'baggage.k', '__proto__'), values);
  const id = fc.constantFrom('a', 'b', 'c', '');
  const span = fc
    .record({
      traceId: id,
      spanId: id,
      parentSpanId: id,
      name: fc.string({ maxLength: 3 }),
      attributes,
      resource: attributes,
    })
    .map(sampleSpan);
  fc.assert(
    fc.property(arbitraryQuery, fc.array(span, { maxLength: 8 }), (query, spans) => {
      const matched = evaluateQuery(query, spans).flatMap((match) => match.spans);
      expect(spans).toEqual(expect.arrayContaining(matched));
      const { spanset } = query;
      if (spanset.type !== 'filter' || spanset.expression === null) return;
      const opposite = {
        ...query,
        spanset: { ...spanset, expression: { type: 'not', operand: spanset.expression, from: 0, to: 0 } },
      } as const;
      const rest = evaluateQuery(opposite, spans).flatMap((match) => match.spans);
      expect(new Set([...matched, ...rest])).toEqual(new Set(spans));
      expect(matched.length + rest.length).toBe(spans.length);
    }),
    { numRuns: 1000 },
  );
});
