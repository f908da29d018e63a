// One rule of a rule-based sampler: conditions that a span must all meet.
import type { AttributeMatch, SamplerRule } from '../configuration/configuration.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { compileGlob } from './glob.ts';

type Condition = (seed: SpanSeed) => boolean;
type Glob = (text: string) => boolean;

/** Compiles a rule's conditions. Without any, every span meets them. */
export function compileRule({ spanNames, spanKinds, parents, attributes }: SamplerRule): Condition {
  const conditions: Condition[] = [];
  if (spanKinds.length > 0) conditions.push((seed) => spanKinds.includes(seed.kind));
  if (parents.length > 0) conditions.push((seed) => parents.includes(parentKind(seed)));
  if (spanNames.length > 0) conditions.push(compileNames(spanNames));
  conditions.push(...attributes.map(compileAttribute));
  return (seed) => {
    for (const isMet of conditions) if (!isMet(seed)) return false;
    return true;
  };
}

function compileNames(patterns: readonly string[]): Condition {
  const globs = patterns.map(compileGlob);
  return (seed) => matchesAny(globs, seed.name);
}

function parentKind({ parent }: SpanSeed): 'none' | 'remote' | 'local' {
  if (parent === undefined) return 'none';
  return parent.isRemote ? 'remote' : 'local';
}

function compileAttribute({ key, values, included, excluded }: AttributeMatch): Condition {
  const wanted = included.map(compileGlob);
  const unwanted = excluded.map(compileGlob);
  const accepts = (text: string): boolean =>
    (values.length === 0 || values.includes(text)) &&
    (wanted.length === 0 || matchesAny(wanted, text)) &&
    !matchesAny(unwanted, text);
  return ({ options }) => {
    const value = options?.attributes?.[key];
    if (value === undefined || value === null) return false;
    return Array.isArray(value) ? value.some((item) => accepts(String(item))) : accepts(String(value));
  };
}

function matchesAny(globs: readonly Glob[], text: string): boolean {
  for (const glob of globs) if (glob(text)) return true;
  return false;
}
