// A sampler as people write it: a name, a standard object, or a tree of rules.
import type { Sampler, SpanKind } from '@opentelemetry/api';
import type { AttributeMatch, SamplerConfiguration, SamplerRule } from '../configuration.ts';
import { describeValue, listNames } from './describe-value.ts';
import { isRecord } from './pairs.ts';
import type { ValueType } from './reading.ts';
import type { SamplerName, SamplerOption } from '../telemetry-options.ts';
import { isTexts, oneOf } from './value-types.ts';

export const ALWAYS_ON: SamplerConfiguration = Object.freeze({ kind: 'always_on' });
export const ALWAYS_OFF: SamplerConfiguration = Object.freeze({ kind: 'always_off' });

/** By name; `undefined` stands for a ratio that nobody gave. */
const SAMPLERS: Readonly<Record<SamplerName, (ratio: number | undefined) => SamplerConfiguration>> = {
  always_on: () => ALWAYS_ON,
  always_off: () => ALWAYS_OFF,
  traceidratio: traceIdRatio,
  probability,
  // Without a ratio it can only mean the default; with one, the sampler that takes it.
  parentbased: (ratio) => parentBased(ratio === undefined ? ALWAYS_ON : traceIdRatio(ratio)),
  parentbased_always_on: () => parentBased(ALWAYS_ON),
  parentbased_always_off: () => parentBased(ALWAYS_OFF),
  parentbased_traceidratio: (ratio) => parentBased(traceIdRatio(ratio)),
  parentbased_probability: (ratio) => Object.freeze({ kind: 'parent_threshold', root: probability(ratio) }),
};

const NAMES = Object.keys(SAMPLERS) as SamplerName[];
const NEED_SAMPLER = `one of ${listNames(NAMES)}, a Sampler, or an object with name, root or rules`;
const RULE_KEYS = ['spanNames', 'spanKinds', 'parents', 'attributes', 'sampler'];
const PARENTS = ['none', 'remote', 'local'];
/** `SpanKind` of the API, internal to consumer. */
const LAST_SPAN_KIND = 4;

const byName = oneOf(NAMES);

export const sampler: ValueType = {
  name: byName.name,
  parse: byName.parse,
  check: (value) => {
    try {
      createSampler(value as SamplerOption);
      return { value };
    } catch (error) {
      return { value: undefined, problem: (error as Error).message };
    }
  },
};

/** Whether a ratio changes anything for the sampler of this name. */
export function takesRatio(name: SamplerName): boolean {
  return name === 'parentbased' || name.endsWith('traceidratio') || name.endsWith('probability');
}

/**
 * The sampler that `option` describes; `ratio` is for a name that takes one.
 *
 * @throws {TypeError} "got X, need Y" if the option describes none.
 */
export function createSampler(option: SamplerOption, ratio?: number): SamplerConfiguration {
  if (typeof option === 'string' && NAMES.includes(option)) return SAMPLERS[option](ratio);
  if (!isRecord(option)) throw wrong(option, NEED_SAMPLER);
  if ('shouldSample' in option) return createCustom(option as unknown as Sampler);
  if ('rules' in option) return createRules(option);
  if ('root' in option) return parentBased(createSampler(option.root as SamplerOption));
  if ('name' in option) return createNamed(option);
  throw wrong(option, NEED_SAMPLER);
}

function createCustom(custom: Sampler): SamplerConfiguration {
  if (typeof custom.shouldSample !== 'function') throw wrong(custom.shouldSample, 'a function as shouldSample');
  return Object.freeze({ kind: 'custom', sampler: custom });
}

function createNamed(option: Record<string, unknown>): SamplerConfiguration {
  assertKeys(option, ['name', 'ratio']);
  const { name, ratio } = option;
  if (!NAMES.includes(name as SamplerName)) throw wrong(name, `one of ${listNames(NAMES)} as name`);
  if (ratio === undefined) return createSampler(name as SamplerName);
  if (!(typeof ratio === 'number' && ratio >= 0 && ratio <= 1)) throw wrong(ratio, 'a number from 0 to 1 as ratio');
  if (!takesRatio(name as SamplerName)) throw wrong('ratio', `no ratio for ${String(name)}`);
  return createSampler(name as SamplerName, ratio);
}

function createRules(option: Record<string, unknown>): SamplerConfiguration {
  assertKeys(option, ['rules', 'otherwise']);
  const { rules, otherwise = 'parentbased_always_on' } = option;
  if (!Array.isArray(rules)) throw wrong(rules, 'an array of rules');
  const created = Object.freeze(rules.map(createRule));
  return Object.freeze({ kind: 'rules', rules: created, otherwise: createSampler(otherwise as SamplerOption) });
}

function createRule(rule: unknown): SamplerRule {
  if (!isRecord(rule)) throw wrong(rule, 'a rule with conditions and a sampler');
  assertKeys(rule, RULE_KEYS);
  const { spanNames = [], spanKinds = [], parents = [], attributes = {} } = rule;
  if (!isTexts(spanNames)) throw wrong(spanNames, 'an array of texts as spanNames');
  if (!Array.isArray(spanKinds) || !spanKinds.every(isSpanKind))
    throw wrong(spanKinds, 'an array of SpanKind as spanKinds');
  if (!isTexts(parents) || !parents.every((parent) => PARENTS.includes(parent))) {
    throw wrong(parents, `an array of ${listNames(PARENTS)} as parents`);
  }
  if (!isRecord(attributes)) throw wrong(attributes, 'an object of values by key as attributes');
  return Object.freeze({
    spanNames: Object.freeze([...spanNames]),
    spanKinds: Object.freeze([...spanKinds] as SpanKind[]),
    parents: Object.freeze([...parents]) as SamplerRule['parents'],
    attributes: Object.freeze(Object.entries(attributes).map(createMatch)),
    sampler: createSampler(rule.sampler as SamplerOption),
  });
}

function createMatch([key, value]: [string, unknown]): AttributeMatch {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0 || !values.every(isScalar)) {
    throw wrong(value, `text, numbers or booleans for the attribute ${JSON.stringify(key)}`);
  }
  return createAttributeMatch(key, { included: values.map(String) });
}

/** What is left out is no condition. */
export function createAttributeMatch(key: string, conditions: Partial<Omit<AttributeMatch, 'key'>>): AttributeMatch {
  const { values = [], included = [], excluded = [] } = conditions;
  return Object.freeze({
    key,
    values: Object.freeze(values),
    included: Object.freeze(included),
    excluded: Object.freeze(excluded),
  });
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isSpanKind(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LAST_SPAN_KIND;
}

function assertKeys(option: Record<string, unknown>, known: readonly string[]): void {
  const unknown = Object.keys(option).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(unknown, `no other keys than ${listNames(known)}`);
}

function wrong(value: unknown, need: string): TypeError {
  return new TypeError(`got ${describeValue(value)}, need ${need}`);
}

/** `TraceIdRatioBased`; everything without a ratio. */
export function traceIdRatio(ratio = 1): SamplerConfiguration {
  return Object.freeze({ kind: 'trace_id_ratio', ratio });
}

/** Consistent probability; everything without a ratio. */
export function probability(ratio = 1): SamplerConfiguration {
  return Object.freeze({ kind: 'probability', ratio });
}

/** `root` where there is no parent, else as the parent was sampled, unless `others` say otherwise. */
export function parentBased(
  root: SamplerConfiguration,
  others: Partial<Omit<Extract<SamplerConfiguration, { kind: 'parent_based' }>, 'kind' | 'root'>> = {},
): SamplerConfiguration {
  const {
    remoteParentSampled = ALWAYS_ON,
    remoteParentNotSampled = ALWAYS_OFF,
    localParentSampled = ALWAYS_ON,
    localParentNotSampled = ALWAYS_OFF,
  } = others;
  return Object.freeze({
    kind: 'parent_based',
    root,
    remoteParentSampled,
    remoteParentNotSampled,
    localParentSampled,
    localParentNotSampled,
  });
}
