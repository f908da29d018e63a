// A session lasts as long as its socket, hours perhaps, so its span is the root of a trace of its own: linked with the
// upgrade that began it, and written when the socket closes.
import type { Context } from '@opentelemetry/api';
import { errorMessage, errorType } from '../../trace/exception.ts';
import type { NonRecordingSpan } from '../../trace/non-recording-span.ts';
import { Span } from '../../trace/span.ts';
import { payloadSize } from './payload-size.ts';

const STATUS_ERROR = 2;
/** Of RFC 6455: one side broke the protocol, or failed. */
const ERROR_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010, 1011, 1014]);

/** One open socket. */
export class Session {
  readonly span: Span | NonRecordingSpan;
  /** What its handlers run in: that of the upgrade. */
  readonly context: Context;
  readonly sent = { messages: 0, bytes: 0 };
  readonly received = { messages: 0, bytes: 0 };
  /** Whether a message is being sent in fragments. */
  isFragmented = false;
  #error: unknown;

  constructor(span: Span | NonRecordingSpan, context: Context) {
    this.span = span;
    this.context = context;
  }

  countSent(data: unknown, isLast: boolean): void {
    this.isFragmented = !isLast;
    if (isLast) this.sent.messages++;
    this.sent.bytes += payloadSize(data);
  }

  countReceived(data: unknown): void {
    this.received.messages++;
    this.received.bytes += payloadSize(data);
  }

  /** The socket has failed: it will close. */
  fail(error: unknown): void {
    this.#error = error;
  }

  /** @param code - why the socket closed; undefined while it is still open. */
  end(code: number | undefined): void {
    const { span } = this;
    if (!(span instanceof Span) || span.ended) return;
    span.setAttribute('websocket.messages.sent', this.sent.messages);
    span.setAttribute('websocket.messages.received', this.received.messages);
    span.setAttribute('websocket.bytes.sent', this.sent.bytes);
    span.setAttribute('websocket.bytes.received', this.received.bytes);
    if (code !== undefined) span.setAttribute('websocket.close.code', code);
    this.#setOutcome(span, code);
    span.end();
  }

  #setOutcome(span: Span, code: number | undefined): void {
    if (this.#error !== undefined) {
      span.setAttribute('error.type', errorType(this.#error));
      span.setStatus({ code: STATUS_ERROR, message: errorMessage(this.#error) });
    } else if (code !== undefined && ERROR_CODES.has(code)) {
      span.setAttribute('error.type', String(code));
      span.setStatus({ code: STATUS_ERROR });
    }
  }
}
