import type { Heatmap } from '@throughline/hub';
import type { Drawing } from '../../design/canvas.ts';
import { strengthOf } from '../model/heatmap-cells.ts';
import type { Selection } from '../model/selection.ts';

/** Draws the cells, and over them the box. A cell with errors has a red foot, as high as their share. */
export function drawHeatmap(drawing: Drawing, heatmap: Heatmap | undefined, selection: Selection | undefined): void {
  const { context, width, height } = drawing;
  context.clearRect(0, 0, width, height);
  if (heatmap === undefined) return;
  drawCells(drawing, heatmap);
  if (selection !== undefined) drawBox(drawing, heatmap, selection);
}

function drawCells({ context, width, height, color }: Drawing, { cells, columnCount, durationEdgesNs }: Heatmap): void {
  const cellWidth = width / columnCount;
  const cellHeight = height / (durationEdgesNs.length - 1);
  const most = cells.reduce((sum, { count }) => Math.max(sum, count), 1);
  for (const { column, row, count, errors } of cells) {
    const x = column * cellWidth;
    const y = height - (row + 1) * cellHeight;
    context.globalAlpha = strengthOf(count, most);
    context.fillStyle = color('accent');
    context.fillRect(x + 0.5, y + 0.5, cellWidth - 1, cellHeight - 1);
    if (errors === 0) continue;
    context.globalAlpha = 1;
    context.fillStyle = color('error');
    const foot = Math.max(2, (cellHeight - 1) * (errors / count));
    context.fillRect(x + 0.5, y + cellHeight - 0.5 - foot, cellWidth - 1, foot);
  }
  context.globalAlpha = 1;
}

function drawBox({ context, width, height, color }: Drawing, heatmap: Heatmap, selection: Selection): void {
  const { columnCount, stepNs, startUnixNano, durationEdgesNs: edges } = heatmap;
  const startMs = Number(BigInt(startUnixNano) / 1_000_000n);
  const lengthMs = (columnCount * stepNs) / 1e6;
  const left = ((selection.startMs - startMs) / lengthMs) * width;
  const right = ((selection.endMs - startMs) / lengthMs) * width;
  const rows = edges.length - 1;
  const bottom = height - (lowestRow(edges, selection.fromNs) / rows) * height;
  const top = height - (lowestRow(edges, selection.toNs) / rows) * height;
  context.strokeStyle = color('text');
  context.lineWidth = 1.5;
  context.strokeRect(left, top, right - left, bottom - top);
  context.globalAlpha = 0.1;
  context.fillStyle = color('text');
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
}

function lowestRow(edges: readonly number[], ns: number): number {
  const index = edges.findIndex((edge) => edge >= ns);
  return index < 0 ? edges.length - 1 : index;
}
