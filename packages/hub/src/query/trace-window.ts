import type { Reader } from './reader.ts';
import { MAX_TIME } from './compile/window.ts';
import type { Window } from './compile/window.ts';

interface WindowRow {
  readonly first: string;
  readonly last: string;
  readonly traces: string;
}

/** From when until when the traces are that have spans in the range: what conditions about traces must look at. */
export async function fetchTraceWindow(engine: Reader, range: Window): Promise<Window> {
  const [{ first, last, traces }] = await engine.read<WindowRow>(
    `SELECT toString(toUnixTimestamp64Nano(min(start))) AS first, toString(toUnixTimestamp64Nano(max(end))) AS last, count() AS traces
FROM trace_summary WHERE trace_id IN (
  SELECT trace_id FROM trace_summary WHERE end >= fromUnixTimestamp64Nano({from:Int64}) AND start <= fromUnixTimestamp64Nano({to:Int64}))`,
    { ...range },
  );
  if (traces === '0') return range;
  const to = BigInt(last);
  return { from: BigInt(first), to: to > MAX_TIME ? MAX_TIME : to };
}
