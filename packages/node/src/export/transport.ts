import type { EncodedBatch } from './encoded-batch.ts';

/** What became of one attempt to send a batch. */
export type SendResult =
  | {
      readonly kind: 'delivered';
      /** Spans that the receiver refused, as its `partial_success` says. */
      readonly rejectedSpans?: number;
      /** What the receiver had to say beside. */
      readonly warning?: string;
    }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      /** True where nothing listens at the endpoint: nobody who is about to end should wait for it. */
      readonly unreachable?: boolean;
      /** When to try again, if the receiver said so. */
      readonly afterMs?: number;
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** One way out of the process. Never throws; knows no queue and no retry. */
export interface Transport {
  /** As in `getTelemetryStatus().exporters`: `otlp http/protobuf`, `console`, … */
  readonly name: string;
  /** Where to, without credentials. */
  readonly endpoint: string;
  /** Calls of `send` that may be under way at once. Undefined for the queue's own default; 1 keeps the order. */
  readonly maxConcurrency?: number;
  /** Spans that count as delivered and are still kept back, to be shown together with others. */
  readonly bufferedSpans?: number;
  /** True where `send` has written the batch when it returns: at the end of the process nobody else needs to. */
  readonly writesAtOnce?: boolean;
  /** Sends one batch. Resolves within the transport's own timeout. */
  send(batch: EncodedBatch): Promise<SendResult>;
  /** Whether what is under way keeps the process alive: only while it is shutting down. */
  hold(keepAlive: boolean): void;
  /** Closes connections, and writes at once what was kept back. */
  close(): void;
}
