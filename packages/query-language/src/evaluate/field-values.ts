import type { AttributeField, Field, IntrinsicName } from '../ast.ts';
import type { QueryAttributes, QueryAttributeValue, QuerySpan } from '../query-span.ts';
import type { TraceFacts } from './trace-facts.ts';

/** A span, and what its trace adds. */
export interface Subject {
  readonly span: QuerySpan;
  readonly trace: TraceFacts;
}

/** A value that predicates look at. */
export type Scalar = string | number | bigint | boolean;

type IntrinsicReader = (subject: Subject) => readonly Scalar[];

const INTRINSIC_READERS: Readonly<Record<IntrinsicName, IntrinsicReader>> = {
  serviceName: ({ span }) => [span.service],
  name: ({ span }) => [span.name],
  kind: ({ span }) => [span.kind],
  status: ({ span }) => [span.status],
  statusMessage: ({ span }) => [span.statusMessage],
  duration: ({ span }) => [span.durationNs],
  traceId: ({ span }) => [span.traceId],
  spanId: ({ span }) => [span.spanId],
  parentSpanId: ({ span }) => [span.parentSpanId],
  rootName: ({ trace }) => [trace.root.name],
  rootService: ({ trace }) => [trace.root.service],
  traceDuration: ({ trace }) => [trace.durationNs],
  spanCount: ({ trace }) => [trace.spanCount],
  errorCount: ({ trace }) => [trace.errorCount],
  'event.name': ({ span }) => span.events.map(({ name }) => name),
  'link.traceId': ({ span }) => span.links.map(({ traceId }) => traceId),
  'link.spanId': ({ span }) => span.links.map(({ spanId }) => spanId),
};

/** The values of a field: none, one, or those of an array, of all events or links. */
export function valuesOf(field: Field, subject: Subject): readonly Scalar[] {
  if (field.type === 'intrinsic') return INTRINSIC_READERS[field.name](subject);
  return attributesOf(field, subject.span).flatMap(toScalars);
}

/** Whether the field is there: an attribute with whatever value, a text that is not empty. */
export function fieldExists(field: Field, subject: Subject): boolean {
  if (field.type === 'intrinsic') return valuesOf(field, subject).some((value) => value !== '');
  return attributesOf(field, subject.span).length > 0;
}

/** The value by which spans are counted together, or numbers are computed: none of an array, a map or bytes. */
export function findSingleValue(field: Field, subject: Subject): Scalar | undefined {
  if (field.type === 'intrinsic') return valuesOf(field, subject)[0];
  const [value] = attributesOf(field, subject.span);
  return isScalar(value) ? value : undefined;
}

/** What predicates about text see of a value; no text of a number that is not whole. */
export function textOfValue(value: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  const isExact = value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
  return isExact && Number.isInteger(Number(value)) ? String(value) : undefined;
}

/** The number that a number or a numeric text is. */
export function numberOfValue(value: Scalar): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  const isNumeric = typeof value === 'string' && /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(value);
  return isNumeric ? Number(value) : undefined;
}

/** What the field's attributes are set to: at most one, but for events and links. */
function attributesOf({ scope, key }: AttributeField, span: QuerySpan): QueryAttributeValue[] {
  switch (scope) {
    case 'span':
      return find(span.attributes, key);
    case 'resource':
      return find(span.resource, key);
    case 'baggage':
      return find(span.attributes, `baggage.${key}`);
    case 'event':
      return span.events.flatMap(({ attributes }) => find(attributes, key));
    case 'link':
      return span.links.flatMap(({ attributes }) => find(attributes, key));
    case 'any':
      return [
        ...find(span.attributes, key),
        ...find(span.resource, key),
        ...find(span.attributes, `baggage.${key}`),
      ].slice(0, 1);
  }
}

function find(attributes: QueryAttributes, key: string): QueryAttributeValue[] {
  const value = Object.hasOwn(attributes, key) ? attributes[key] : null;
  // Wrapped: an array is one value of an attribute.
  return value === null || value === undefined ? [] : [value];
}

function toScalars(value: QueryAttributeValue): readonly Scalar[] {
  if (Array.isArray(value)) return value.filter(isScalar);
  return isScalar(value) ? [value] : [];
}

function isScalar(value: QueryAttributeValue | undefined): value is Scalar {
  return /^(string|number|bigint|boolean)$/.test(typeof value);
}
