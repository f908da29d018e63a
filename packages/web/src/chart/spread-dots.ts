import type { Exemplar } from './exemplar-dots.tsx';

/** An exemplar and where it is drawn, in pixels. */
export interface Dot {
  readonly exemplar: Exemplar;
  readonly left: number;
  readonly top: number;
}

/** Those dots that one can tell apart and click: of several that are close together the one of the greatest value. */
export function spreadDots(dots: readonly Dot[], apartPx: number): Dot[] {
  const kept: Dot[] = [];
  for (const dot of dots.toSorted((a, b) => b.exemplar.value - a.exemplar.value))
    if (kept.every(({ left, top }) => Math.hypot(left - dot.left, top - dot.top) >= apartPx)) kept.push(dot);
  return kept;
}
