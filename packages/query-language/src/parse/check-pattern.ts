import { QUERY_LIMITS } from '../limits.ts';
import { Regex } from '../regex/regex.ts';
import { RegexSyntaxError } from '../regex/regex-reader.ts';
import type { Problems } from './problems.ts';
import type { PlacedLiteral } from './read-value.ts';

/** Whether the literal is a regular expression that RE2 takes. */
export function checkRegex(problems: Problems, literal: PlacedLiteral): boolean {
  if (!checkLength(problems, literal)) return false;
  try {
    return new Regex(literal.raw) instanceof Regex;
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    const { got, need } = error;
    problems.add('TL_QUERY_PATTERN', literal, { cannot: 'read the regular expression', got, need });
    return false;
  }
}

/** Whether the literal is a pattern of `LIKE`: a backslash at its end would escape nothing. */
export function checkLikePattern(problems: Problems, literal: PlacedLiteral): boolean {
  if (!checkLength(problems, literal)) return false;
  if (/^(?:[^\\]|\\[\s\S])*$/.test(literal.raw)) return true;
  problems.add('TL_QUERY_PATTERN', literal, {
    cannot: 'read the pattern of LIKE',
    got: '\\ at the end',
    need: '\\\\ for a backslash',
  });
  return false;
}

function checkLength(problems: Problems, literal: PlacedLiteral): boolean {
  if (literal.raw.length <= QUERY_LIMITS.patternLength) return true;
  problems.add('TL_QUERY_LIMIT', literal, {
    cannot: 'read the pattern',
    got: `${literal.raw.length} characters`,
    need: `at most ${QUERY_LIMITS.patternLength}`,
  });
  return false;
}
