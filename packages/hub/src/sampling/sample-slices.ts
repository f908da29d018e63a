// Questions about all spans of a long time are answered from some of them. These are no random rows, which would make
// ClickHouse read everything, but a few slices of time, spread evenly over the spans:
//
//   spans     ████████▁▁▁▁▁▁▁▁▁▁▁▁███▁▁▁▁██████████   (how many there were, by red_1m)
//   slices         ▐▌     ▐▌           ▐▌     ▐▌▐▌
import { SqlParameters } from '../query/compile/sql.ts';
import { clampTime } from '../query/compile/window.ts';
import type { Window } from '../query/compile/window.ts';
import type { TimeRange } from '../query/search-options.ts';
import { bindMinutes, IN_MINUTES } from '../services/minutes.ts';
import type { Engine } from '../store/engine.ts';

/** Where to look, and how much of everything that is. */
export interface Sample {
  /** By time, none of them touching another. */
  readonly slices: readonly Window[];
  /** From 0 to 1. */
  readonly share: number;
  /** Spans in the range, to the minute. */
  readonly spans: number;
}

interface MinuteRow {
  readonly second: number;
  readonly spans: string;
}

/** Few, because ClickHouse reads whole granules, of thousands of rows of one operation. */
const SLICES = 4;

/** Chooses where to look for so many spans. */
export async function fetchSample(engine: Engine, range: TimeRange, wantedSpans: number): Promise<Sample> {
  const minutes = await fetchMinutes(engine, range);
  return chooseSlices(minutes, range, (spans) => wantedSpans / spans);
}

/** Chooses where to look for a share of the spans. */
export async function fetchShare(engine: Engine, range: TimeRange, share: number): Promise<Sample> {
  return chooseSlices(share >= 1 ? [] : await fetchMinutes(engine, range), range, () => share);
}

function fetchMinutes(engine: Engine, range: TimeRange): Promise<MinuteRow[]> {
  return engine.read<MinuteRow>(
    `SELECT toUnixTimestamp(minute) AS second, sum(calls) AS spans FROM red_1m WHERE ${IN_MINUTES}
GROUP BY minute ORDER BY minute`,
    bindMinutes(range),
  );
}

/** @internal */
export function chooseSlices(
  minutes: readonly MinuteRow[],
  range: TimeRange,
  shareOf: (spans: number) => number,
): Sample {
  const window = { from: clampTime(range.startUnixNano), to: clampTime(range.endUnixNano - 1n) };
  const spans = minutes.reduce((sum, minute) => sum + Number(minute.spans), 0);
  const share = spans === 0 ? 1 : shareOf(spans);
  if (share >= 1) return { slices: [window], share: 1, spans };
  const curve = new SpanCurve(minutes);
  const slices: Window[] = [];
  for (let i = 1; i <= SLICES; i++) {
    const end = (spans * i) / SLICES;
    const slice = clip({ from: curve.timeAt(end - (spans / SLICES) * share), to: curve.timeAt(end) - 1n }, window);
    if (slice.from <= slice.to) slices.push(slice);
  }
  return { slices, share, spans };
}

function clip({ from, to }: Window, window: Window): Window {
  return { from: from > window.from ? from : window.from, to: to < window.to ? to : window.to };
}

/** How many spans there were until when. */
class SpanCurve {
  readonly #minutes: readonly MinuteRow[];
  #minute = 0;
  #before = 0;

  constructor(minutes: readonly MinuteRow[]) {
    this.#minutes = minutes;
  }

  /** When there had been so many spans, those of a minute taken to be spread evenly. Asked in growing order. */
  timeAt(spans: number): bigint {
    for (;;) {
      const minute = this.#minutes[this.#minute];
      const inMinute = Number(minute.spans);
      if (spans <= this.#before + inMinute || this.#minute === this.#minutes.length - 1) {
        const part = Math.min(1, (spans - this.#before) / inMinute);
        return BigInt(minute.second) * 1_000_000_000n + BigInt(Math.round(part * 60e9));
      }
      this.#before += inMinute;
      this.#minute++;
    }
  }
}

/** The condition that a row of `spans` is in one of the slices, or so close to one. */
export function inSlices({ slices }: Sample, parameters: SqlParameters, marginNs = 0n): string {
  const conditions = slices.map(({ from, to }) => {
    const bound = (time: bigint): string => `fromUnixTimestamp64Nano(${parameters.bind('Int64', clampTime(time))})`;
    return `ts BETWEEN ${bound(from - marginNs)} AND ${bound(to + marginNs)}`;
  });
  return conditions.length === 0 ? '0' : `(${conditions.join(' OR ')})`;
}
