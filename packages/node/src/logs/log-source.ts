import { Chunk, encodeScope } from '@throughline/wire';
import type { ScopeRecord } from '@throughline/wire';
import type { AttributeBounds } from '../trace/attributes.ts';
import type { SpanIdentity } from '../trace/identity.ts';
import type { LogBatch } from './log-batch.ts';
import type { LogContent } from './log-content.ts';

/** Reads what a library handed over. Runs when the batch is encoded, not while the application logs. */
export type ReadLine<Line> = (
  line: Line,
  context: { readonly identity: SpanIdentity | undefined; readonly bounds: AttributeBounds },
) => LogContent;

/** The records of one instrumentation scope. Also holds their bytes in the current batch, because they share a header. */
export class LogSource<Line = never> {
  /** The encoded scope, which precedes the records in a request. */
  readonly header: Uint8Array;
  /** Encoded records that wait for the next batch. */
  readonly pending = new Chunk();
  readonly read: ReadLine<Line>;
  readonly #batch: LogBatch;

  constructor(scope: ScopeRecord, read: ReadLine<Line>, batch: LogBatch) {
    this.header = encodeScope(scope);
    this.read = read;
    this.#batch = batch;
  }

  /** Takes a line, which must not change any more, of the moment and of a span. */
  add(line: Line, identity: SpanIdentity | undefined): void {
    this.#batch.add({ source: this as unknown as LogSource, line: line as never, identity });
  }
}
