import { type InstrumentationSelection, isInstrumentationEnabled } from '../configuration/configuration.ts';
import { report } from '../diagnostics/reporter.ts';
import { BUILT_IN } from './built-in.ts';
import type { Instrumentation } from './instrumentation.ts';

/** Words that are no names. */
const ALL_OR_NONE = new Set(['all', 'none']);

/** The built-in instrumentations that run. A name that none of them has is reported: a misspelt one would do nothing, silently. */
export function selectBuiltIn(selection: InstrumentationSelection): readonly Instrumentation[] {
  const names = BUILT_IN.map(({ name }) => name);
  const isUnknown = (name: string): boolean => !ALL_OR_NONE.has(name) && !names.includes(name);
  const unknown = [...(selection.enabled ?? []), ...selection.disabled].filter(isUnknown);
  if (unknown.length > 0) {
    const got = unknown.map((name) => JSON.stringify(name)).join(', ');
    report('warn', `cannot find built-in instrumentations: got ${got}, need all, http, ${names.join(', ')}; ignored`);
  }
  return BUILT_IN.filter(({ name }) => isInstrumentationEnabled(selection, name));
}
