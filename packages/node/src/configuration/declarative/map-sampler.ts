import type { SpanKind } from '@opentelemetry/api';
import type { AttributeMatch, SamplerConfiguration, SamplerRule } from '../configuration.ts';
import {
  ALWAYS_OFF,
  ALWAYS_ON,
  createAttributeMatch,
  parentBased,
  probability,
  traceIdRatio,
} from '../values/sampler-option.ts';
import { list, ratio, someOf, text } from '../values/value-types.ts';
import type { Choice, Section } from './section.ts';

type Mapper = (section: Section) => SamplerConfiguration | undefined;

const SAMPLERS: Readonly<Record<string, Mapper>> = {
  always_on: () => ALWAYS_ON,
  always_off: () => ALWAYS_OFF,
  trace_id_ratio_based: (section) => traceIdRatio(section.read('ratio', ratio)),
  'probability/development': (section) => probability(section.read('ratio', ratio)),
  parent_based: mapParentBased,
  'composite/development': (section) => mapChoice(section.onlyChoice(), COMPOSABLE_SAMPLERS, section),
};

/** The samplers that consistent probability sampling is composed of. */
const COMPOSABLE_SAMPLERS: Readonly<Record<string, Mapper>> = {
  always_on: () => ALWAYS_ON,
  always_off: () => ALWAYS_OFF,
  probability: (section) => probability(section.read('ratio', ratio)),
  parent_threshold: mapParentThreshold,
  rule_based: (section) => Object.freeze({ kind: 'rules', rules: mapRules(section), otherwise: ALWAYS_OFF }),
};

/** In the order of `SpanKind`. */
const SPAN_KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];
const PARENTS = ['none', 'remote', 'local'];

/** The sampler under `name`; undefined if there is none that we have. */
export function mapSampler(parent: Section, name: string): SamplerConfiguration | undefined {
  return mapChoice(parent.choice(name), SAMPLERS, parent);
}

function mapChoice(
  choice: Choice | undefined,
  samplers: Readonly<Record<string, Mapper>>,
  parent: Section,
): SamplerConfiguration | undefined {
  if (choice === undefined) return undefined;
  const { name, section } = choice;
  if (!Object.hasOwn(samplers, name)) {
    const need = `one of ${Object.keys(samplers).join(', ')}`;
    parent.warnings.push(
      `cannot use ${section.path}: got a sampler that is not supported, need ${need}; it is ignored`,
    );
    return undefined;
  }
  const sampler = samplers[name](section);
  section.warnAboutRest();
  return sampler;
}

function mapParentBased(section: Section): SamplerConfiguration {
  return parentBased(mapSampler(section, 'root') ?? ALWAYS_ON, {
    remoteParentSampled: mapSampler(section, 'remote_parent_sampled'),
    remoteParentNotSampled: mapSampler(section, 'remote_parent_not_sampled'),
    localParentSampled: mapSampler(section, 'local_parent_sampled'),
    localParentNotSampled: mapSampler(section, 'local_parent_not_sampled'),
  });
}

function mapParentThreshold(section: Section): SamplerConfiguration | undefined {
  const root = mapComposable(section, 'root');
  if (root !== undefined) return Object.freeze({ kind: 'parent_threshold', root });
  section.warnings.push(`cannot use ${section.path}: got no usable root, need one; it is ignored`);
  return undefined;
}

function mapComposable(parent: Section, name: string): SamplerConfiguration | undefined {
  return mapChoice(parent.choice(name), COMPOSABLE_SAMPLERS, parent);
}

function mapRules(section: Section): readonly SamplerRule[] {
  return Object.freeze(section.sections('rules').flatMap((rule) => mapRule(rule) ?? []));
}

/** A rule without a usable sampler or with an unreadable condition matches nothing: it is left out, and named. */
function mapRule(rule: Section): SamplerRule | undefined {
  const before = rule.warnings.length;
  const kinds = rule.read<string[]>('span_kinds', someOf(SPAN_KINDS)) ?? [];
  const parents = rule.read<SamplerRule['parents'][number][]>('parent', someOf(PARENTS)) ?? [];
  const attributes = [mapAttributeValues(rule), mapAttributePatterns(rule)].filter((match) => match !== undefined);
  const sampler = mapComposable(rule, 'sampler');
  rule.warnAboutRest();
  if (sampler === undefined || rule.warnings.length > before) {
    rule.warnings.push(`cannot use ${rule.path}: got a rule with an unusable part, need a whole one; it is ignored`);
    return undefined;
  }
  return Object.freeze({
    spanNames: Object.freeze([]),
    spanKinds: Object.freeze(kinds.map((kind) => SPAN_KINDS.indexOf(kind) as SpanKind)),
    parents: Object.freeze(parents),
    attributes: Object.freeze(attributes),
    sampler,
  });
}

function mapAttributeValues(rule: Section): AttributeMatch | undefined {
  const section = rule.section('attribute_values');
  if (section === undefined) return undefined;
  const values = section.read<string[]>('values', list);
  return createAttributeMatch(readKey(section), { values });
}

function mapAttributePatterns(rule: Section): AttributeMatch | undefined {
  const section = rule.section('attribute_patterns');
  if (section === undefined) return undefined;
  const included = section.read<string[]>('included', list);
  const excluded = section.read<string[]>('excluded', list);
  return createAttributeMatch(readKey(section), { included, excluded });
}

function readKey(section: Section): string {
  const key = section.read<string>('key', text);
  if (key === undefined) section.warnings.push(`cannot use ${section.path}: got no key, need one`);
  section.warnAboutRest();
  return key ?? '';
}
