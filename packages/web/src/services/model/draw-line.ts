export interface Point {
  readonly x: number;
  readonly y: number;
}

const CORNER_PX = 10;

/** A line through points as a path of SVG, its corners rounded. Legs that are too short for that are round as a whole. */
export function drawLine(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      if (index === 0) return `M${format(point)}`;
      if (index === points.length - 1) return `L${format(point)}`;
      const [before, after] = [towards(point, points[index - 1]), towards(point, points[index + 1])];
      return `L${format(before)}Q${format(point)} ${format(after)}`;
    })
    .join('');
}

/** The point on the way where the corner begins: at most in the middle. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(CORNER_PX / length, 0.5);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function format({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
