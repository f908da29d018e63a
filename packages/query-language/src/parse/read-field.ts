// A field as it is written → what it means.
import type { AttributeField, Field, IntrinsicName, TextRange } from '../ast.ts';
import { ATTRIBUTE_SCOPES, FIELD_ALIASES, INTRINSIC_NAMES, isAttributeScope, isIntrinsicName } from '../fields.ts';
import { formatText, isUnclosed, readLiteral } from './literal.ts';
import { findNearest } from './nearest.ts';
import type { Problems } from './problems.ts';

/** What an attribute key must look like to stand without quotes. */
export const PLAIN_KEY = /^[\p{L}_@$][\p{L}\p{N}_.@$/[\]-]*$/u;

const READ_FIELD = 'read the field';
const NAMES_WITHOUT_DOT = INTRINSIC_NAMES.filter((name) => !name.includes('.'));

/** The field at this range. In quotes it is an attribute, whatever it is called. */
export function readField(problems: Problems, { from, to }: TextRange): Field | undefined {
  const range = { from, to };
  const source = problems.text.slice(from, to);
  const quote = source.search(/["']/);
  if (quote >= 0) return readQuotedField(problems, range, quote);
  const name = FIELD_ALIASES.get(source) ?? source;
  if (isIntrinsicName(name)) return { type: 'intrinsic', name, from, to };
  if (!checkPlainName(problems, range)) return undefined;
  const [scope] = source.split('.', 1);
  if (!isAttributeScope(scope) || scope === source) return { ...attribute(range), key: source };
  return readScoped(problems, { ...attribute(range), scope, key: source.slice(scope.length + 1) });
}

function readQuotedField(problems: Problems, range: TextRange, quote: number): Field | undefined {
  const source = problems.text.slice(range.from, range.to);
  if (isUnclosed(source.slice(quote))) return reportUnclosedQuote(problems, { from: range.from + quote, to: range.to });
  const key = readLiteral(source.slice(quote)).segments.join('*');
  if (quote === 0) return readScoped(problems, { ...attribute(range), key });
  const scope = source.slice(0, quote - 1);
  if (isAttributeScope(scope)) return readScoped(problems, { ...attribute(range), scope, key });
  const prefixes = ATTRIBUTE_SCOPES.map((one) => `${one}.`).join(', ');
  return problems.add('TL_QUERY_FIELD', range, {
    cannot: READ_FIELD,
    got: `a quoted name behind ${scope}.`,
    need: `one of ${prefixes} before the quotes, or the whole name in them`,
    suggestion: formatText(`${scope}.${key}`, 'quoted'),
  });
}

function attribute({ from, to }: TextRange): AttributeField {
  return { type: 'attribute', scope: 'any', key: '', from, to };
}

function readScoped(problems: Problems, field: AttributeField): Field | undefined {
  if (field.key !== '') return field;
  return problems.add('TL_QUERY_FIELD', field, {
    cannot: READ_FIELD,
    got: problems.quote(field),
    need: 'the name of an attribute',
  });
}

/** @internal Reports a quote that is never closed. */
export function reportUnclosedQuote(problems: Problems, range: TextRange): undefined {
  const quote = problems.text[range.from];
  return problems.add('TL_QUERY_UNCLOSED', range, {
    cannot: 'read the quoted text',
    got: 'the end of the query',
    need: `a closing ${quote}`,
  });
}

function checkPlainName(problems: Problems, range: TextRange): boolean {
  const source = problems.text.slice(range.from, range.to);
  const isPlain = PLAIN_KEY.test(source);
  const known = isPlain ? findKnown(source) : undefined;
  if (known !== undefined) {
    problems.add('TL_QUERY_FIELD', range, {
      cannot: READ_FIELD,
      got: source,
      need: `a known field; an attribute of this name is written span.${source}`,
      suggestion: known,
    });
    return false;
  }
  if (isPlain) return true;
  const isNegation = /^-[\p{L}_]/u.test(source);
  problems.add('TL_QUERY_FIELD', range, {
    cannot: READ_FIELD,
    got: source,
    need: isNegation
      ? 'NOT before the field'
      : 'quotes around a name that is not made of letters, digits and _ . - / @ $ [ ]',
    suggestion: isNegation ? `NOT ${source.slice(1)}` : formatText(source, 'quoted'),
  });
  return false;
}

/** The field that a name without dot was probably meant to be: case and `_` do not count, nor do a few typing errors. */
function findKnown(source: string): IntrinsicName | undefined {
  if (source.includes('.')) return undefined;
  return findNearest(source.replaceAll('_', ''), NAMES_WITHOUT_DOT, countToleratedErrors);
}

// Short names are near to many words that are good names of attributes (`game`, `king`), so only their case counts.
function countToleratedErrors(name: string): number {
  if (name.length < 6) return 0;
  return name.length < 8 ? 1 : 2;
}
