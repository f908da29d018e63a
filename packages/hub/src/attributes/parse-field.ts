import { parseQuery } from '@throughline/query-language';
import type { Field } from '@throughline/query-language';
import { HubError } from '../errors.ts';

/**
 * Parses the name of a field, as a query has it: `serviceName`, `http.route`, `resource.host.name`, `"my key"`.
 *
 * @throws QueryError with the place in the text; HubError `TL_REQUEST` for more than one field.
 */
export function parseField(text: string): Field {
  const { spanset } = parseQuery(`${text} EXISTS`);
  const expression = spanset.type === 'filter' ? spanset.expression : null;
  if (expression?.type === 'exists' && !expression.negated && expression.field.to === text.trimEnd().length)
    return expression.field;
  throw new HubError('TL_REQUEST', `cannot read the field: got ${JSON.stringify(text)}, need the name of one field`);
}

/**
 * Parses names of fields with commas between them.
 *
 * @throws QueryError; HubError `TL_REQUEST` for more than `max`.
 */
export function parseFields(text: string, max: number): Field[] {
  const names = text.match(/(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^,"'])+/g) ?? [];
  if (names.length > max)
    throw new HubError('TL_REQUEST', `cannot look at ${names.length} fields at once: need at most ${max}`);
  return names.map((name) => parseField(name.trim()));
}
