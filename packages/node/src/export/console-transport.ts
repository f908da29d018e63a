import { decodeTraceRequest } from '@throughline/wire/decode';
import { renderSpans } from '../console/render-traces.ts';
import { TraceBuffer } from '../console/trace-buffer.ts';
import { listSpans, type ServiceSpan } from '../console/trace-tree.ts';
import { describeError } from './describe-error.ts';
import { runDetached } from './detached.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { SendResult, Transport } from './transport.ts';
import { writeStreamText } from './write-stream-text.ts';

export interface ConsoleTransportOptions {
  /** Default standard output. */
  readonly stream?: NodeJS.WriteStream;
  /** How long spans wait for the local root of their trace. Default 5000. */
  readonly holdMs?: number;
  /** Spans that may wait. Default 10000. */
  readonly maxHeldSpans?: number;
}

/** Shows traces as trees, for developers. */
export class ConsoleTransport implements Transport {
  readonly name = 'console';
  readonly endpoint = 'stdout';
  readonly maxConcurrency = 1;
  readonly writesAtOnce = true;
  readonly #stream: NodeJS.WriteStream;
  readonly #holdMs: number;
  readonly #buffer: TraceBuffer;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(options: ConsoleTransportOptions = {}) {
    this.#stream = options.stream ?? process.stdout;
    this.#holdMs = options.holdMs ?? 5000;
    this.#buffer = new TraceBuffer(options.maxHeldSpans ?? 10_000);
  }

  get bufferedSpans(): number {
    return this.#buffer.size;
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const { resourceSpans } = decodeTraceRequest(batch.bytes);
    const ready = this.#buffer.add(listSpans(resourceSpans), performance.now());
    if (this.#isEnding) ready.push(...this.#buffer.takeAll());
    if (this.#buffer.size > 0) this.#startTimer();
    return this.#show(ready);
  }

  /** Nobody waits for a root any more: what is kept back is shown. */
  hold(keepAlive: boolean): void {
    this.#isEnding = keepAlive;
    if (keepAlive) void this.#show(this.#buffer.takeAll());
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#isEnding = true;
    void this.#show(this.#buffer.takeAll());
  }

  #startTimer(): void {
    this.#timer ??= runDetached(() => setTimeout(() => this.#showOld(), this.#holdMs).unref());
  }

  #showOld(): void {
    this.#timer = undefined;
    void this.#show(this.#buffer.takeOlderThan(performance.now() - this.#holdMs));
    if (this.#buffer.size > 0) this.#startTimer();
  }

  async #show(spans: readonly ServiceSpan[]): Promise<SendResult> {
    if (spans.length === 0) return { kind: 'delivered' };
    try {
      const color = this.#stream.hasColors?.() === true;
      return await writeStreamText(this.#stream, `${renderSpans(spans, { color, width: this.#stream.columns })}\n`);
    } catch (error) {
      // Also called where nobody looks at the result: nothing may be thrown.
      return { kind: 'failed', reason: describeError(error) };
    }
  }
}
