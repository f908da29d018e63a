// The one value that a field has on a span, as text to group by and as a number to compute with. What is not on the span
// itself is joined: its trace, its resource.
import { getFieldKind } from '@throughline/query-language';
import type { AttributeField, Field, IntrinsicName } from '@throughline/query-language';
import { getSingleSource } from './intrinsic-condition.ts';
import type { SqlParameters } from './sql.ts';
import { baggageKey, elementOf, mapsHave } from './stored-attributes.ts';
import { isNumericText, numberOfScalar, numberOfText } from './value-test.ts';
import { TRACES_IN_WINDOW } from './window.ts';

/** What is wanted of a value. */
type Form = 'text' | 'number';

/** Reads fields of rows of `spans`, to which {@link FieldReader.joins} must be joined. */
export class FieldReader {
  readonly #parameters: SqlParameters;
  readonly #traceColumns = new Map<string, string>();
  readonly #resourceColumns = new Map<string, string>();

  constructor(parameters: SqlParameters) {
    this.#parameters = parameters;
  }

  /** The text that spans are grouped by, or NULL. */
  text(field: Field): string {
    return field.type === 'attribute'
      ? this.#readAttribute(field, 'text')
      : `toNullable(toString(${this.#readIntrinsic(field.name)}))`;
  }

  /** The number that is computed with, or NULL. */
  number(field: Field): string {
    if (field.type === 'attribute') return this.#readAttribute(field, 'number');
    const isNumber = ['duration', 'number'].includes(getFieldKind(field));
    return isNumber ? `toNullable(toFloat64(${this.#readIntrinsic(field.name)}))` : "CAST(NULL, 'Nullable(Float64)')";
  }

  /** The joins of everything that was read so far. They need the window bound. */
  get joins(): string {
    const joins = [];
    if (this.#traceColumns.size > 0)
      joins.push(`ANY LEFT JOIN (SELECT ${['trace_id', ...this.#traceColumns.values()].join(', ')} FROM trace_summary
  WHERE trace_id IN (SELECT trace_id FROM trace_summary WHERE ${TRACES_IN_WINDOW}) GROUP BY trace_id) AS of_trace USING (trace_id)`);
    if (this.#resourceColumns.size > 0)
      joins.push(`ANY LEFT JOIN (SELECT ${['resource_hash', ...this.#resourceColumns.values()].join(', ')} FROM resources
  LIMIT 1 BY resource_hash) AS of_resource USING (resource_hash)`);
    return joins.join('\n');
  }

  #readIntrinsic(name: IntrinsicName): string {
    const { of, expression } = getSingleSource(name);
    return of === 'span' ? expression : this.#joined('trace', expression);
  }

  #readAttribute({ scope, key }: AttributeField, form: Form): string {
    switch (scope) {
      case 'resource':
        return this.#joined('resource', this.#readMaps(key, form));
      case 'baggage':
        return this.#readMaps(baggageKey(key), form);
      case 'any':
        return this.#readFirst(key, form);
      default:
        return this.#readMaps(key, form);
    }
  }

  /** Of the first of span, resource and baggage that has the key. */
  #readFirst(key: string, form: Form): string {
    const cases = [
      [mapsHave(key, this.#parameters), this.#readMaps(key, form)],
      [this.#joined('resource', mapsHave(key, this.#parameters)), this.#joined('resource', this.#readMaps(key, form))],
    ];
    return `multiIf(${cases.flat().join(', ')}, ${this.#readMaps(baggageKey(key), form)})`;
  }

  #readMaps(key: string, form: Form): string {
    const text = elementOf('attrs', key, this.#parameters);
    const json = elementOf('attrs_json', key, this.#parameters);
    const isText = `has(mapKeys(attrs), ${this.#parameters.text(key)})`;
    return form === 'text'
      ? `if(${isText}, ${text}, ${textOfJson(json)})`
      : `if(${isText}, if(${isNumericText(text)}, ${numberOfText(text)}, NULL), ${numberOfScalar(json)})`;
  }

  #joined(of: 'trace' | 'resource', expression: string): string {
    const columns = of === 'trace' ? this.#traceColumns : this.#resourceColumns;
    const known = [...columns.keys()].indexOf(expression);
    const name = `${of}_${known < 0 ? columns.size : known}`;
    columns.set(expression, `${expression} AS ${name}`);
    return name;
  }
}

/** A boolean's word and a number's digits, so that 5 and 5.0 are one group; NULL of anything else. */
function textOfJson(json: string): string {
  const cases = [
    `${json} IN ('true', 'false')`,
    json,
    `startsWith(${json}, '{"$double":')`,
    `JSONExtractString(${json}, '$double')`,
    `NOT match(${json}, '^-?[0-9]')`,
    'NULL',
    `${json} = '-0.0'`,
    `'0'`,
    `endsWith(${json}, '.0')`,
    `substring(${json}, 1, length(${json}) - 2)`,
  ];
  return `multiIf(${cases.join(', ')}, replaceRegexpOne(${json}, 'e([0-9])', 'e+\\\\1'))`;
}
