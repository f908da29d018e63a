import type { AttributeScope, Field, IntrinsicName } from './ast.ts';

/** What the values of a field are, which decides the operators and values it takes. */
export type FieldKind = 'text' | 'id' | 'kind' | 'status' | 'duration' | 'number' | 'attribute';

/** The intrinsic fields and the kind of their values. */
export const INTRINSIC_KINDS: Readonly<Record<IntrinsicName, FieldKind>> = {
  serviceName: 'text',
  name: 'text',
  kind: 'kind',
  status: 'status',
  statusMessage: 'text',
  duration: 'duration',
  traceId: 'id',
  spanId: 'id',
  parentSpanId: 'id',
  rootName: 'text',
  rootService: 'text',
  traceDuration: 'duration',
  spanCount: 'number',
  errorCount: 'number',
  'event.name': 'text',
  'link.traceId': 'id',
  'link.spanId': 'id',
};

/** Names of all intrinsic fields, for completion. */
export const INTRINSIC_NAMES = Object.keys(INTRINSIC_KINDS) as readonly IntrinsicName[];

/** Prefixes that say where an attribute is looked for: `resource.k`. */
export const ATTRIBUTE_SCOPES = ['span', 'resource', 'baggage', 'event', 'link'] as const;

/** Other names for intrinsic fields. */
export const FIELD_ALIASES: ReadonlyMap<string, IntrinsicName> = new Map([
  ['service', 'serviceName'],
  ['service.name', 'serviceName'],
]);

/** The words for kinds and statuses. */
export const FIELD_WORDS = {
  kind: ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'],
  status: ['unset', 'ok', 'error'],
} as const;

const TRACE_FIELDS: ReadonlySet<string> = new Set([
  'rootName',
  'rootService',
  'traceDuration',
  'spanCount',
  'errorCount',
]);

/** What the values of this field are. */
export function getFieldKind(field: Field): FieldKind {
  return field.type === 'attribute' ? 'attribute' : INTRINSIC_KINDS[field.name];
}

/** Whether the field is about the whole trace: one span alone does not know it. */
export function isTraceField(field: Field): boolean {
  return field.type === 'intrinsic' && TRACE_FIELDS.has(field.name);
}

/** Whether a span may have several values of this field because it has several events or links. */
export function isRepeatedField(field: Field): boolean {
  const name = field.type === 'attribute' ? `${field.scope}.` : field.name;
  return name.startsWith('event.') || name.startsWith('link.');
}

/** Whether the text is a prefix such as `resource`. */
export function isAttributeScope(text: string): text is Exclude<AttributeScope, 'any'> {
  return (ATTRIBUTE_SCOPES as readonly string[]).includes(text);
}

/** Whether the text names an intrinsic field. */
export function isIntrinsicName(text: string): text is IntrinsicName {
  return Object.hasOwn(INTRINSIC_KINDS, text);
}
