import type { ValueType } from './values/reading.ts';

/** One row of the table from which the variables, the options in code, the file and the reference page come. */
export interface Option<Key extends string = string> {
  /** Where it stands in `TelemetryOptions`. */
  readonly key: Key;
  readonly type: ValueType;
  /** The first that holds a usable value wins. */
  readonly variables: readonly string[];
  /** Used if no source has a value; undefined for none. */
  readonly default: unknown;
  /** How the default reads on the reference page, where `default` does not say it. */
  readonly defaultText?: string;
  readonly unit?: string;
  /** One sentence. */
  readonly description: string;
  /** There is no such option in code. */
  readonly environmentOnly?: true;
}

/** What most rows leave out. */
type Row<Key extends string> = Omit<Option<Key>, 'variables' | 'default'> &
  Partial<Pick<Option, 'variables' | 'default'>>;

export function defineOptions<const Key extends string>(rows: readonly Row<Key>[]): readonly Option<Key>[] {
  return rows.map((row) => ({ variables: [], default: undefined, ...row }));
}
