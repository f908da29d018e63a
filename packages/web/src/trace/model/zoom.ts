/** The part of the trace's time that is shown, in ns from its start. */
export interface Zoom {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Reads `from-to`; the whole trace for what is none. */
export function parseZoom(text: string | undefined, durationNs: number): Zoom {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text ?? '');
  const whole = { fromNs: 0, toNs: Math.max(1, durationNs) };
  if (match === null) return whole;
  const [fromNs, toNs] = [Number(match[1]), Number(match[2])];
  return fromNs < toNs && fromNs < whole.toNs ? { fromNs, toNs } : whole;
}

/** Writes it. Nothing for the whole trace. */
export function formatZoom({ fromNs, toNs }: Zoom, durationNs: number): string | undefined {
  return fromNs <= 0 && toNs >= durationNs ? undefined : `${Math.round(fromNs)}-${Math.round(toNs)}`;
}

/** Closer (`factor` < 1) or further, around a time that keeps its place. */
export function zoomBy(
  { fromNs, toNs }: Zoom,
  factor: number,
  { aroundNs, durationNs }: { readonly aroundNs: number; readonly durationNs: number },
): Zoom {
  const from = Math.max(0, aroundNs - (aroundNs - fromNs) * factor);
  const to = Math.min(Math.max(1, durationNs), aroundNs + (toNs - aroundNs) * factor);
  return to - from < 1 ? { fromNs, toNs } : { fromNs: from, toNs: to };
}

/** Round times to write on the axis: `1, 2 or 5 × 10ⁿ` apart, at most `count`. */
export function ticksOf({ fromNs, toNs }: Zoom, count: number): number[] {
  const rough = (toNs - fromNs) / count;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(fromNs / step);
  const last = Math.floor(toNs / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}
