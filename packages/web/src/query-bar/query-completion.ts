import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { AGGREGATE_NAMES, FIELD_WORDS, formatText } from '@throughline/query-language';
import { formatCount } from '../design/quantity.ts';
import { findCompletionPlace } from './model/completion-place.ts';
import type { CompletionPlace } from './model/completion-place.ts';

/** What the store knows, for completion. */
export interface CompletionData {
  fetchKeys(): Promise<readonly { readonly key: string; readonly count: number }[]>;
  fetchValues(key: string, prefix: string): Promise<readonly { readonly value: string; readonly count: number }[]>;
}

const OPERATORS: readonly Completion[] = [
  { label: '=', type: 'operator', detail: 'equal; * stands for any text' },
  { label: '!=', type: 'operator', detail: 'not equal' },
  { label: '>', type: 'operator', detail: 'greater' },
  { label: '<', type: 'operator', detail: 'less' },
  { label: '=~', type: 'operator', detail: 'regular expression' },
  { label: 'CONTAINS', type: 'operator', detail: 'a part of the text' },
  { label: 'IN', type: 'operator', detail: 'one of several', apply: 'IN (' },
  { label: 'EXISTS', type: 'operator', detail: 'is there' },
  { label: 'NOT EXISTS', type: 'operator', detail: 'is not there' },
  { label: 'BETWEEN', type: 'operator', detail: 'from … to' },
];

const CONNECTIVES: readonly Completion[] = ['AND', 'OR', 'NOT'].map((label) => ({
  label,
  type: 'keyword',
  boost: -50,
}));

const WORDS: Readonly<Record<string, readonly string[]>> = { ...FIELD_WORDS };

/** A source of completions: fields, operators, values from the store, aggregates. */
export function createQueryCompletion(data: CompletionData) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const keys = await data.fetchKeys().catch(() => []);
    const known = new Set(keys.map(({ key }) => key));
    const place = findCompletionPlace(context.state.sliceDoc(0, context.pos), (name) => known.has(name));
    if (place === undefined || (place.prefix === '' && place.wants === 'field' && !context.explicit && context.pos > 0))
      return null;
    const options = await completionsFor(place, { keys, data });
    return { from: place.from, options, validFor: place.wants === 'value' ? undefined : /^[\w.\-/@$]*$/ };
  };
}

interface Knowledge {
  readonly keys: readonly { readonly key: string; readonly count: number }[];
  readonly data: CompletionData;
}

async function completionsFor(place: CompletionPlace, { keys, data }: Knowledge): Promise<readonly Completion[]> {
  switch (place.wants) {
    case 'operator':
      return [...OPERATORS, ...CONNECTIVES];
    case 'aggregate':
      return AGGREGATE_NAMES.map((label) => ({ label: `${label}()`, type: 'function' }));
    case 'value':
      return completeValue(place, data);
    case 'field':
      return [
        ...keys.map(({ key, count }) => ({
          label: key,
          detail: formatCount(count),
          type: 'property',
          boost: boostOf(key),
        })),
        ...CONNECTIVES,
      ];
  }
}

const FIRST = ['serviceName', 'name', 'status', 'duration', 'kind'];

function boostOf(key: string): number {
  const index = FIRST.indexOf(key);
  return index < 0 ? 0 : 20 - index;
}

async function completeValue(
  { field, prefix }: Extract<CompletionPlace, { wants: 'value' }>,
  data: CompletionData,
): Promise<readonly Completion[]> {
  const words = WORDS[field];
  if (words !== undefined) return words.map((label) => ({ label, type: 'constant' }));
  if (field === 'duration' || field === 'traceDuration')
    return ['10ms', '100ms', '500ms', '1s', '10s'].map((label) => ({ label, type: 'constant' }));
  const values = await data.fetchValues(field, prefix).catch(() => []);
  return values.map(({ value, count }) => ({
    label: value === '' ? '""' : value.slice(0, 200),
    apply: formatText(value),
    detail: formatCount(count),
    type: 'text',
  }));
}
