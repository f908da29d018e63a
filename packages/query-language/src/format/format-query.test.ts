import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../errors.ts';
import { arbitraryQuery, arbitraryQueryText } from '../fixtures/arbitrary-query.ts';
import { withoutPositions } from '../fixtures/without-positions.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { checkQuery, parseQuery } from '../parse/parse-query.ts';
import { formatQuery } from './format-query.ts';

function check(query: string, expected: string): void {
  expect(formatQuery(parseQuery(query))).toBe(expected);
  expect(formatQuery(parseQuery(expected))).toBe(expected);
}

test('the canonical text', () => {
  check(
    'serviceName=bmc-agent AND status=error AND name=*BMC*',
    'serviceName = bmc-agent AND status = error AND name = *BMC*',
  );
  check('service:api and !duration<1500us', 'serviceName = api AND NOT duration < 1500us');
  check('a b OR (c or d) (e)', 'a AND b OR (c OR d) AND e');
  check('NOT (a b) not not c', 'NOT (a AND b) AND NOT NOT c');
  check('', '{}');
  check('{a}', 'a');
  check('| count', '{} | count()');
  check('({a}>{b})>({c} || {})', '{a} > {b} > ({c} || {})');
  check('{a} AND ({b} && {c})', '{a} && ({b} && {c})');
  check('k=null name!=*', 'k NOT EXISTS AND name NOT EXISTS');
  check(`k="500" k='true' k="x" k="a b"`, 'k = "500" AND k = "true" AND k = x AND k = "a b"');
  check('"a\\*b" *x* "in" 10.0.0.1', '"a\\*b" AND x AND "in" AND 10.0.0.1');
  check('"error"=true span.error=true error=true', '"error" = true AND span.error = true AND status = error');
  check('"name"=1 event."name"=1 event.name=1', '"name" = 1 AND event."name" = 1 AND event.name = "1"');
  check(`k=~'a"\\.'`, 'k =~ "a\\"\\."');
  check('duration in (60s, 1.5s, 24h, 0, 1001ns)', 'duration IN (1m, 1500ms, 1d, 0s, 1001ns)');
  check(
    'a | p99.90, count(k) by service having max()>=1000ms',
    'a | p99.9(duration), count(k) by serviceName having max(duration) >= 1s',
  );
});

describe('for any query', () => {
  test('reading what was written gives the same tree', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        expect(withoutPositions(parseQuery(formatQuery(query)))).toEqual(withoutPositions(query));
      }),
      { numRuns: 1000 },
    );
  });

  test('a text is refused with its place, or can be written and read again', () => {
    fc.assert(
      fc.property(arbitraryQueryText, (text) => {
        const problems = checkQuery(text);
        for (const { message, position } of problems) {
          expect(message).toMatch(/^cannot [^]+: got [^]+, need [^]+/);
          expect(position.from >= 0 && position.from <= position.to && position.to <= text.length).toBe(true);
        }
        if (problems.length > 0) expect(() => parseQuery(text)).toThrow(QueryError);
        else {
          const query = parseQuery(text);
          expect(withoutPositions(parseQuery(formatQuery(query)))).toEqual(withoutPositions(query));
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('any string at all is a query or an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: QUERY_LIMITS.length / 64 }), (text) => {
        expect(Array.isArray(checkQuery(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
