import type { Heatmap } from '@throughline/hub';
import { addCondition } from '../../query-bar/model/edit-query.ts';
import { formatTime } from '../../time/time-range.ts';
import type { TimeRange } from '../../time/time-range.ts';

/** A box in the heatmap: a span of time, and durations in ns. */
export interface Selection {
  readonly startMs: number;
  readonly endMs: number;
  readonly fromNs: number;
  /** Exclusive; infinite for the uppermost row. */
  readonly toNs: number;
}

/** A box as text for the address: `start-end,from-to`. */
export function formatSelection({ startMs, endMs, fromNs, toNs }: Selection): string {
  return `${startMs}-${endMs},${fromNs}-${Number.isFinite(toNs) ? toNs : ''}`;
}

/** Reads it. `undefined` for what is none. */
export function parseSelection(text = ''): Selection | undefined {
  const match = /^(\d{1,15})-(\d{1,15}),(\d{1,16})-(\d{0,16})$/.exec(text);
  if (match === null) return undefined;
  const [startMs, endMs, fromNs] = match.slice(1, 4).map(Number);
  const toNs = match[4] === '' ? Infinity : Number(match[4]);
  return startMs < endMs && fromNs < toNs ? { startMs, endMs, fromNs, toNs } : undefined;
}

/** Cells by column and row, both ends included, in any order. */
export interface CellBox {
  readonly columns: readonly [number, number];
  readonly rows: readonly [number, number];
}

/** The box that cells cover. The uppermost row has no upper end. */
export function selectCells(heatmap: Heatmap, { columns, rows }: CellBox): Selection {
  const startNano = Number(BigInt(heatmap.startUnixNano) / 1000n);
  const [left, right] = sorted(columns);
  const [bottom, top] = sorted(rows);
  const edges = heatmap.durationEdgesNs;
  const at = (column: number): number => (startNano + (column * heatmap.stepNs) / 1000) / 1000;
  return {
    startMs: Math.floor(at(left)),
    endMs: Math.ceil(at(right + 1)),
    fromNs: bottom === 0 ? 0 : Math.round(edges[bottom]),
    toNs: top >= edges.length - 2 ? Infinity : Math.round(edges[top + 1]),
  };
}

function sorted([a, b]: readonly [number, number]): [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** The query of a box, and its range of time. */
export function narrowToSelection(
  query: string,
  selection: Selection,
): { readonly q: string; readonly range: TimeRange } {
  let q = query;
  if (selection.fromNs > 0) q = addCondition(q, `duration >= ${selection.fromNs}ns`);
  if (Number.isFinite(selection.toNs)) q = addCondition(q, `duration < ${selection.toNs}ns`);
  return { q, range: { start: formatTime(selection.startMs), end: formatTime(selection.endMs) } };
}
