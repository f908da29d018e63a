import type { Drawing } from '../../design/canvas.ts';
import { serviceColorIndex } from '../../design/service-color.ts';
import type { FlameBox } from '../model/call-paths.ts';

export const FLAME_ROW_PX = 20;
const MIN_LABEL_PX = 30;

/** Draws the boxes, their names where there is room, and the one below the pointer. */
export function drawFlame(drawing: Drawing, boxes: readonly FlameBox[], hovered: FlameBox | undefined): void {
  const { context, width, height } = drawing;
  context.clearRect(0, 0, width, height);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const box of boxes) drawBox(drawing, box, box === hovered);
}

function drawBox(
  { context, width, color }: Drawing,
  { path, left, width: share, row }: FlameBox,
  isHovered: boolean,
): void {
  const x = left * width;
  const boxWidth = Math.max(0.5, share * width - 1);
  const y = row * FLAME_ROW_PX;
  context.fillStyle = color(`service-${serviceColorIndex(path.service)}`);
  context.fillRect(x, y, boxWidth, FLAME_ROW_PX - 1);
  if (path.errors > 0) {
    context.fillStyle = color('error');
    context.fillRect(x, y + FLAME_ROW_PX - 4, boxWidth, 3);
  }
  if (isHovered) {
    context.strokeStyle = color('text');
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, Math.max(1, boxWidth - 2), FLAME_ROW_PX - 3);
  }
  if (boxWidth < MIN_LABEL_PX) return;
  context.fillStyle = color('surface');
  context.save();
  context.beginPath();
  context.rect(x, y, boxWidth - 4, FLAME_ROW_PX);
  context.clip();
  context.fillText(path.name.slice(0, 200), x + 5, y + FLAME_ROW_PX / 2);
  context.restore();
}
