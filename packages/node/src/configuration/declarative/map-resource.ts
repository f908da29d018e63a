import type { AttributeValue } from '@opentelemetry/api';
import type { ResourceDetectorName } from '../configuration.ts';
import type { Environment } from '../environment.ts';
import { resourceAttributes } from '../values/pairs.ts';
import type { ValueType } from '../values/reading.ts';
import { unusable } from '../values/reading.ts';
import { oneOf, text } from '../values/value-types.ts';
import { textOf } from './node-types.ts';
import type { Section } from './section.ts';

export interface ResourceNodes {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly detectors: readonly ResourceDetectorName[];
}

/** The names of the specification's detectors to ours. */
const DETECTORS: Readonly<Record<string, readonly ResourceDetectorName[]>> = {
  container: ['container'],
  host: ['host', 'os'],
  process: ['process'],
  service: ['serviceinstance'],
};

export function mapResource(resource: Section | undefined, environment: Environment): ResourceNodes {
  if (resource === undefined) return { attributes: {}, detectors: [] };
  const detection = resource.section('detection/development');
  const chosen = detection?.sections('detectors').flatMap((detector) => mapDetector(detector) ?? []) ?? [];
  detection?.warnAboutRest();
  const attributes = {
    ...(chosen.includes('service') && serviceOf(environment)),
    ...resource.read<Record<string, string>>('attributes_list', textOf(resourceAttributes)),
    ...mapAttributes(resource),
  };
  resource.warnAboutRest();
  return { attributes, detectors: chosen.flatMap((name) => DETECTORS[name]) };
}

function mapDetector(detector: Section): string | undefined {
  const choice = detector.onlyChoice();
  if (choice === undefined) return undefined;
  const { name, section } = choice;
  section.warnAboutRest();
  if (Object.hasOwn(DETECTORS, name)) return name;
  const need = `one of ${Object.keys(DETECTORS).join(', ')}`;
  detector.warnings.push(
    `cannot use ${section.path}: got a detector that is not supported, need ${need}; it is ignored`,
  );
  return undefined;
}

/** The service detector of the specification reads this one variable, file or not. */
function serviceOf(environment: Environment): Record<string, string> {
  const name = environment.OTEL_SERVICE_NAME?.trim();
  return name === undefined || name === '' ? {} : { 'service.name': name };
}

function mapAttributes(resource: Section): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const entry of resource.sections('attributes')) {
    const name = entry.read<string>('name', text);
    const type = entry.read<string>('type', oneOf(Object.keys(TYPES))) ?? 'string';
    const value = entry.read<AttributeValue>('value', typed(type));
    entry.warnAboutRest();
    if (name !== undefined && value !== undefined) attributes[name] = value;
  }
  return attributes;
}

type Convert = (value: unknown) => AttributeValue | undefined;

/** How a value of each type is taken over; undefined if it is not of the type. */
const TYPES: Readonly<Record<string, Convert>> = {
  string: toText,
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  int: (value) => (Number.isSafeInteger(value) ? (value as number) : undefined),
  double: (value) => (typeof value === 'number' ? value : undefined),
  string_array: (value) => toArray(value, 'string'),
  bool_array: (value) => toArray(value, 'bool'),
  int_array: (value) => toArray(value, 'int'),
  double_array: (value) => toArray(value, 'double'),
};

/** A number or boolean here is a text that somebody did not quote. */
function toText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function toArray(value: unknown, type: string): AttributeValue | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => TYPES[type](item));
  return items.includes(undefined) ? undefined : (Object.freeze(items) as AttributeValue);
}

function typed(type: string): ValueType {
  return {
    name: type,
    check: (value) => {
      const converted = TYPES[type](value);
      return converted === undefined ? unusable(value, `a value of type ${type}`) : { value: converted };
    },
  };
}
