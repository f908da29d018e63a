import type { TraceIdentity } from '../propagation/hex.ts';
import type { FlatAttributes } from './span-record.ts';

/** What `appendLogRecord` reads. Times are two 32-bit words of Unix nanoseconds. */
export interface LogRecord {
  /** When it happened; both words 0 for unknown. */
  readonly timeHigh: number;
  readonly timeLow: number;
  /** When it was seen. */
  readonly observedHigh: number;
  readonly observedLow: number;
  /** From 1, the finest trace, to 24, the worst fatal error; 0 for unknown. */
  readonly severityNumber: number;
  /** The level as the library names it, `''` for none. */
  readonly severityText: string;
  /** Any value; `undefined` for none. */
  readonly body: unknown;
  readonly flatAttributes: FlatAttributes;
  readonly droppedAttributesCount: number;
  /** `''` for none. */
  readonly eventName: string;
  /** The span in which it happened, and its W3C flags. */
  readonly identity: (TraceIdentity & { readonly traceFlags: number }) | undefined;
}
