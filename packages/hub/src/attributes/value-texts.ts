// The texts of a field's values on a row of `spans`, as SQL: one for most fields, none where the field is missing, several of
// an array or of events.
import { formatField } from '@throughline/query-language';
import type { AttributeField, Field, IntrinsicName } from '@throughline/query-language';
import { HubError } from '../errors.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { resourceTexts } from './resource-values.ts';
import type { Resources } from './resource-values.ts';

/** What is needed to write such an expression. */
export interface TextContext {
  readonly parameters: SqlParameters;
  /** Those of the spans that are looked at. */
  readonly resources: Resources;
}

/** Fields whose values are worth counting: not ids, and not numbers that every span has another of. */
const INTRINSIC_TEXTS: Partial<Readonly<Record<IntrinsicName, string>>> = {
  serviceName: '[toString(service)]',
  name: '[toString(name)]',
  kind: '[toString(kind)]',
  status: '[toString(status)]',
  statusMessage: "if(status_message = '', [], [status_message])",
  rootName: "if(parent_span_id = '', [toString(name)], [])",
  rootService: "if(parent_span_id = '', [toString(service)], [])",
  'event.name': 'arrayMap(n -> toString(n), arrayDistinct(events.name))',
};

/**
 * An expression of type `Array(String)`.
 *
 * @throws HubError `TL_REQUEST` for a field whose values cannot be counted.
 */
export function valueTexts(field: Field, context: TextContext): string {
  if (field.type === 'attribute') return attributeTexts(field, context);
  const texts = INTRINSIC_TEXTS[field.name];
  if (texts !== undefined) return texts;
  throw new HubError(
    'TL_REQUEST',
    `cannot count the values of ${formatField(field)}: need an attribute or one of ${Object.keys(INTRINSIC_TEXTS).join(', ')}`,
  );
}

function attributeTexts({ scope, key }: AttributeField, context: TextContext): string {
  const { parameters } = context;
  switch (scope) {
    case 'span':
      return spanTexts(key, parameters);
    case 'baggage':
      return spanTexts(`baggage.${key}`, parameters);
    case 'resource':
      return resourceTexts(key, context);
    case 'event':
    case 'link': {
      const bound = parameters.text(key);
      return `arrayDistinct(arrayFlatten(arrayMap(m -> ${jsonTexts(`m[${bound}]`)}, ${scope}s.attrs)))`;
    }
    case 'any': {
      const ofRest = firstOf(resourceTexts(key, context), spanTexts(`baggage.${key}`, parameters));
      return firstOf(spanTexts(key, parameters), ofRest);
    }
  }
}

function firstOf(texts: string, others: string): string {
  return `if(notEmpty(${texts}), ${texts}, ${others})`;
}

function spanTexts(key: string, parameters: SqlParameters): string {
  const bound = parameters.text(key);
  return `if(has(mapKeys(attrs), ${bound}), [attrs[${bound}]], ${jsonTexts(`attrs_json[${bound}]`)})`;
}

/** Texts of a value that is given as JSON. Maps, bytes and `null` have none. */
function jsonTexts(json: string): string {
  const elements = `arrayFilter(t -> t != '', arrayMap(e -> ${scalarText('e')}, JSONExtractArrayRaw(${json})))`;
  return `multiIf(${json} IN ('', 'null') OR startsWith(${json}, '{'), [], startsWith(${json}, '['), ${elements}, [${scalarText(json)}])`;
}

/** Without the `.0` that tells a whole double from an integer. */
function scalarText(json: string): string {
  return `if(startsWith(${json}, '"'), JSONExtractString(${json}), replaceRegexpOne(${json}, '[.]0$', ''))`;
}
