// A value as it is written + the field it stands beside → what it means.
import type { DurationValue, EqualityValue, Field, NumberValue, OrderedValue, TextRange, TextValue } from '../ast.ts';
import { FIELD_WORDS, getFieldKind } from '../fields.ts';
import { isDuration, parseDuration, suggestDuration } from './duration.ts';
import { formatText, isUnclosed, type Literal, readLiteral } from './literal.ts';
import { findNearest } from './nearest.ts';
import type { Problems } from './problems.ts';
import { reportUnclosedQuote } from './read-field.ts';

/** A value with its place. */
export interface PlacedLiteral extends Literal, TextRange {}

const READ_VALUE = 'read the value';
const NUMBER = /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The value at this range. */
export function readPlacedLiteral(problems: Problems, { from, to }: TextRange): PlacedLiteral | undefined {
  const source = problems.text.slice(from, to);
  if (/^["']/.test(source) && isUnclosed(source)) return reportUnclosedQuote(problems, { from, to });
  return { ...readLiteral(source), from, to };
}

/** A value behind `=`: `absent` for `null`, `present` for nothing but stars. */
export function readEqualityValue(
  problems: Problems,
  field: Field,
  literal: PlacedLiteral,
): EqualityValue | 'absent' | 'present' | undefined {
  if (isNull(literal)) return 'absent';
  if (literal.segments.length > 1 && literal.segments.every((segment) => segment === '')) return 'present';
  switch (getFieldKind(field)) {
    case 'text':
      return readGlob(literal) ?? readText(literal);
    case 'id':
      return toLowerCase(readGlob(literal) ?? readText(literal));
    case 'kind':
    case 'status':
      return readWord(problems, field, literal);
    case 'duration':
      return readDuration(problems, literal);
    case 'number':
      return readNumber(problems, literal);
    case 'attribute':
      return readGlob(literal) ?? readScalar(literal) ?? readText(literal);
  }
}

/** A value behind `>`. */
export function readOrderedValue(problems: Problems, field: Field, literal: PlacedLiteral): OrderedValue | undefined {
  const kind = getFieldKind(field);
  if (kind === 'duration') return readDuration(problems, literal);
  if (kind === 'number') return readNumber(problems, literal);
  const value = kind === 'attribute' ? (readScalar(literal) ?? readText(literal)) : readText(literal);
  if (isNull(literal) || value.type === 'boolean' || literal.segments.length > 1)
    return refuse(problems, literal, 'a number or text, which can be ordered');
  if (kind === 'attribute' && !literal.quoted && isDuration(value.text))
    return refuse(problems, literal, 'a number: only duration and traceDuration are durations');
  return kind === 'id' ? { ...value, type: 'text', text: value.text.toLowerCase() } : value;
}

/** A duration with unit, or 0. */
export function readDuration(problems: Problems, literal: PlacedLiteral): DurationValue | undefined {
  const text = textOf(literal);
  const nanoseconds = text === '0' ? 0n : parseDuration(text);
  if (nanoseconds === undefined)
    return problems.add('TL_QUERY_DURATION', literal, {
      cannot: 'read the duration',
      got: problems.quote(literal),
      need: 'a number with a unit: ns, us, ms, s, m, h or d',
      suggestion: suggestDuration(text),
    });
  if (nanoseconds <= BigInt(Number.MAX_SAFE_INTEGER))
    return { type: 'duration', nanoseconds: Number(nanoseconds), from: literal.from, to: literal.to };
  return problems.add('TL_QUERY_DURATION', literal, {
    cannot: 'read the duration',
    got: problems.quote(literal),
    need: 'at most 104 days',
  });
}

/** A finite number. */
export function readNumber(problems: Problems, literal: PlacedLiteral): NumberValue | undefined {
  return toNumber(literal) ?? refuse(problems, literal, 'a number');
}

/** The text of a literal in which a star is only a star. */
export function textOf(literal: Literal): string {
  return literal.segments.join('*');
}

function isNull(literal: Literal): boolean {
  return !literal.quoted && /^null$/i.test(literal.raw);
}

function readText(literal: PlacedLiteral): TextValue {
  return { type: 'text', text: textOf(literal), from: literal.from, to: literal.to };
}

function readGlob({ segments, from, to }: PlacedLiteral): EqualityValue | undefined {
  if (segments.length === 1) return undefined;
  const inner = segments.slice(1, -1).filter((segment) => segment !== '');
  return { type: 'glob', segments: [segments[0], ...inner, segments.at(-1)!], from, to };
}

/** What a word without quotes is beside an attribute, if it is more than text. */
function readScalar(literal: PlacedLiteral): Exclude<EqualityValue, { type: 'glob' | 'duration' }> | undefined {
  if (literal.quoted) return undefined;
  const { from, to } = literal;
  if (/^(true|false)$/i.test(literal.raw)) return { type: 'boolean', boolean: /^t/i.test(literal.raw), from, to };
  return toNumber(literal);
}

function toNumber(literal: PlacedLiteral): NumberValue | undefined {
  const text = textOf(literal);
  const number = Number(text);
  if (!NUMBER.test(text) || !Number.isFinite(number)) return undefined;
  return { type: 'number', number, text, from: literal.from, to: literal.to };
}

function toLowerCase(value: EqualityValue): EqualityValue {
  if (value.type === 'text') return { ...value, text: value.text.toLowerCase() };
  if (value.type === 'glob') return { ...value, segments: value.segments.map((segment) => segment.toLowerCase()) };
  return value;
}

function readWord(problems: Problems, field: Field, literal: PlacedLiteral): TextValue | undefined {
  const words: readonly string[] = FIELD_WORDS[getFieldKind(field) as 'kind' | 'status'];
  const text = textOf(literal)
    .toLowerCase()
    .replace(/^(span_kind|status_code)_/, '');
  if (words.includes(text)) return { type: 'text', text, from: literal.from, to: literal.to };
  return refuse(
    problems,
    literal,
    `one of ${words.join(', ')}`,
    findNearest(text, words, () => 2),
  );
}

function refuse(problems: Problems, literal: PlacedLiteral, need: string, suggestion?: string): undefined {
  return problems.add('TL_QUERY_VALUE', literal, {
    cannot: READ_VALUE,
    got: problems.quote(literal),
    need,
    suggestion: suggestion === undefined ? undefined : formatText(suggestion),
  });
}
