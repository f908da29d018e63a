import { describeValue } from '../values/describe-value.ts';
import { findSimilar } from './did-you-mean.ts';
import { OPTION_BY_KEY, OPTIONS } from '../options.ts';
import { isRecord } from '../values/pairs.ts';
import type { Values } from '../settings.ts';

/** Takes note of a value that cannot be used: `cannot use option "a.b": got X, need Y`. */
export type Reject = (message: string) => void;

const KEYS = OPTIONS.filter((option) => option.environmentOnly !== true).map((option) => option.key);
const GROUPS = new Set(KEYS.filter((key) => key.includes('.')).map((key) => key.slice(0, key.indexOf('.'))));

/** Parsed from a file of the application, in which a key without value is null. */
const YAML_SECTION = 'telemetry.';

/** Checks an object of options against the table. What is `undefined` counts as not given. */
export function readOptions(options: unknown, reject: Reject): Values {
  const values = new Map<string, unknown>();
  if (isRecord(options)) readGroup({ options, prefix: '', values }, reject);
  else if (options !== undefined) reject(`cannot use options: got ${describeValue(options)}, need an object`);
  return values;
}

interface Group {
  readonly options: Record<string, unknown>;
  readonly prefix: string;
  readonly values: Map<string, unknown>;
}

function readGroup({ options, prefix, values }: Group, reject: Reject): void {
  for (const [name, value] of Object.entries(options)) {
    const key = prefix + name;
    if (value === undefined || (value === null && prefix === YAML_SECTION)) continue;
    if (name.includes('.')) reject(describeUnknown(key));
    else if (prefix === '' && GROUPS.has(name)) readNested({ name, value, values }, reject);
    else readOption({ key, value, values }, reject);
  }
}

function readNested(group: { name: string; value: unknown; values: Map<string, unknown> }, reject: Reject): void {
  const { name, value, values } = group;
  if (isRecord(value)) readGroup({ options: value, prefix: `${name}.`, values }, reject);
  // A section of a YAML file without content is null.
  else if (value !== null) reject(`cannot use option "${name}": got ${describeValue(value)}, need an object`);
}

function readOption(entry: { key: string; value: unknown; values: Map<string, unknown> }, reject: Reject): void {
  const { key, value, values } = entry;
  const option = OPTION_BY_KEY.get(key);
  if (option === undefined || option.environmentOnly === true) return reject(describeUnknown(key));
  const reading = option.type.check(value);
  if (reading.problem !== undefined) reject(`cannot use option "${key}": ${reading.problem}`);
  if (reading.value !== undefined) values.set(key, reading.value);
}

function describeUnknown(key: string): string {
  const similar = findSimilar(key, KEYS);
  let hint = similar === undefined ? 'see docs/configuration.md' : `did you mean "${similar}"?`;
  if (similar === key) hint = `write it as { ${key.replace('.', ': { ')} } }`;
  return `cannot use option "${key}": got an unknown name, need one that exists; ${hint}`;
}
