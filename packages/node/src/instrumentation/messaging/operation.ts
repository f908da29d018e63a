// What a library does with messages: the message of our channels, from the start of an operation to its end. Whoever
// subscribes makes spans of it; whoever publishes knows none.
import type { Context } from '@opentelemetry/api';
import { activeContext } from '../../context/context-manager.ts';

/** One operation on a message or on several. */
export class MessageOperation<Target = unknown> {
  /** Queue, subject, topic or exchange. */
  readonly destination: string;
  /** What the library works on. A subscriber may change what goes out, by means that each library has. */
  readonly target: Target;
  /** Where the operation runs: that of the caller at first, then what a subscriber puts in its place. */
  context: Context;
  /** What was thrown; undefined for success. */
  error: unknown;
  /** What was returned, or what the promise that was returned came to. */
  result: unknown;
  /** What became of the message: `ack`, `retried`, `failed` … Undefined where nobody has said. */
  disposition: string | undefined;
  /** Room for whoever subscribes. */
  state: unknown;

  constructor(destination: string, target: Target) {
    this.destination = destination;
    this.target = target;
    this.context = activeContext();
    this.error = undefined;
    this.result = undefined;
    this.disposition = undefined;
    this.state = undefined;
  }
}
