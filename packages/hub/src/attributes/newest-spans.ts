import { bindWindow, clampTime, SPANS_IN_WINDOW } from '../query/compile/window.ts';
import { SqlParameters } from '../query/compile/sql.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchWindowStarts } from '../query/widening.ts';
import type { Engine, Parameter } from '../store/engine.ts';
import { fetchResourceAttributes } from './resource-values.ts';
import type { Resources } from './resource-values.ts';

/** The newest spans of a range: enough to learn from, few enough to look at while somebody types. */
export interface NewestSpans {
  /** Condition on rows of `spans`, with its parameters. */
  readonly condition: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly count: number;
  /** Their resources, and how many spans each has. */
  readonly resources: Resources;
  readonly resourceCounts: ReadonlyMap<string, number>;
}

/** Chooses them. */
export async function fetchNewestSpans(engine: Engine, range: TimeRange): Promise<NewestSpans> {
  const window = { from: clampTime(range.startUnixNano), to: clampTime(range.endUnixNano - 1n) };
  const [from] = await fetchWindowStarts(engine, window);
  const parameters = bindWindow(new SqlParameters(), { from, to: window.to });
  const rows = await engine.read<{ hash: string; spans: string }>(
    `SELECT toString(resource_hash) AS hash, count() AS spans FROM spans WHERE ${SPANS_IN_WINDOW} GROUP BY hash`,
    parameters,
  );
  const resourceCounts = new Map(rows.map(({ hash, spans }) => [hash, Number(spans)]));
  return {
    condition: SPANS_IN_WINDOW,
    parameters,
    count: [...resourceCounts.values()].reduce((sum, spans) => sum + spans, 0),
    resources: await fetchResourceAttributes(engine, resourceCounts.keys()),
    resourceCounts,
  };
}
