// The clocks of two machines differ, so a call may seem to begin before anybody asked for it. What does is moved, with what it
// did itself, into its parent, as Jaeger does it: to the middle where it fits, else to the parent's start. A span of yet another
// service has a clock of its own and moves on its own, if it must. What begins late stays: it may have waited in a queue.
import type { Outline } from './outline.ts';

/** Whether some clock of the trace is known to differ. */
export function hasSkew({ summary }: Outline): boolean {
  return summary.marks['clock-skew'].length > 0;
}

/** The trace as it may have been. `movedNs` says by how much each span was moved; times start at the first that is shown. */
export function correctSkew(outline: Outline): Outline {
  const movedNs = findMoves(outline);
  const moved = outline.offsetNs.map((offset, place) => offset + movedNs[place]);
  const firstNs = moved.reduce((least, offset) => Math.min(least, offset), Infinity);
  const offsetNs = moved.map((offset) => offset - firstNs);
  const endNs = offsetNs.reduce((most, offset, place) => Math.max(most, offset + outline.durationNs[place]), 0);
  const startUnixNano = String(BigInt(outline.summary.startUnixNano) + BigInt(firstNs));
  const eventsAt = ([place, times]: readonly [number, readonly number[]]): [number, number[]] => [
    place,
    times.map((ns) => ns + movedNs[place] - firstNs),
  ];
  return {
    ...outline,
    summary: { ...outline.summary, startUnixNano, durationNs: endNs },
    offsetNs,
    movedNs,
    events: new Map([...outline.events].map(eventsAt)),
  };
}

/** Parents come before their children, so one walk is enough. */
function findMoves({ summary, count, parent, service, offsetNs, durationNs }: Outline): Float64Array {
  const skewed = new Set(summary.marks['clock-skew']);
  const movedNs = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const above = parent[place];
    if (above < 0) continue;
    if (!skewed.has(place) && (movedNs[above] === 0 || service[place] === service[above])) {
      movedNs[place] = movedNs[above];
      continue;
    }
    const earlyNs = offsetNs[above] + movedNs[above] - offsetNs[place];
    const spareNs = Math.max(0, durationNs[above] - durationNs[place]);
    if (earlyNs > 0) movedNs[place] = earlyNs + Math.floor(spareNs / 2);
  }
  return movedNs;
}
