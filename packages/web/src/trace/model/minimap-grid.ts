import { FLAG_ERROR } from './outline.ts';
import type { Outline } from './outline.ts';

/** A trace in few cells: in each the service that was drawn last, from 1; 0 for none. */
export interface MinimapGrid {
  readonly columns: number;
  readonly rows: number;
  readonly services: Uint16Array;
  /** Cells in which a span has failed. */
  readonly errors: Uint8Array;
}

/** Draws the spans, in order from top to bottom, into cells. */
export function drawMinimap(
  outline: Outline,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): MinimapGrid {
  const { count, offsetNs, durationNs, service, flags, summary } = outline;
  const services = new Uint16Array(columns * rows);
  const errors = new Uint8Array(columns * rows);
  const scale = columns / Math.max(1, summary.durationNs);
  for (let place = 0; place < count; place++) {
    const row = Math.floor((place / count) * rows) * columns;
    const from = Math.min(columns - 1, Math.max(0, Math.floor(offsetNs[place] * scale)));
    const to = Math.min(columns, Math.max(from + 1, Math.ceil((offsetNs[place] + durationNs[place]) * scale)));
    services.fill(service[place] + 1, row + from, row + to);
    if (flags[place] & FLAG_ERROR) errors[row + from] = 1;
  }
  return { columns, rows, services, errors };
}
