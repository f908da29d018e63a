// How a span that the helpers started ends. What the application itself said about the outcome stays.
import type { Attributes, Exception, Span, SpanStatus } from '@opentelemetry/api';
import { describeException } from '../trace/exception.ts';

const UNSET = 0;
const OK = 1;
const ERROR = 2;

/** What every SDK's recording span lets one read, beyond the API. */
interface Readable {
  readonly status?: SpanStatus;
  readonly events?: readonly { readonly name: string; readonly attributes?: Attributes }[];
}

/** Ends the span of something that returned. With `ok`, a status that nobody set becomes OK; otherwise it stays unset. */
export function succeed(span: Span, ok: boolean): void {
  try {
    // False also where the application has ended it already.
    if (!span.isRecording()) return;
    if (ok && statusOf(span) === UNSET) span.setStatus({ code: OK });
    span.end();
  } catch {
    // A processor of another SDK may throw. That must not turn the application's success into a failure.
  }
}

/** Ends the span of something that threw: one `exception` event, status ERROR with the error's message. */
export function fail(span: Span, error: unknown): void {
  try {
    if (!span.isRecording()) return;
    recordFailure(span, error);
    span.end();
  } catch {
    // As above: nor may it hide the application's error behind its own.
  }
}

function recordFailure(span: Span, error: unknown): void {
  const exception = describeException(error);
  if (!hasRecorded(span, exception)) span.recordException(error as Exception);
  if (statusOf(span) === ERROR) return;
  span.setStatus({ code: ERROR, message: exception['exception.message'] as string | undefined });
}

function statusOf(span: Span): number {
  return (span as Readable).status?.code ?? UNSET;
}

/** Whether the application has recorded this error on this span before it threw it on. */
function hasRecorded(span: Span, exception: Attributes): boolean {
  const { events } = span as Readable;
  return events?.some((event) => event.name === 'exception' && isSame(event.attributes ?? {}, exception)) === true;
}

function isSame(recorded: Attributes, exception: Attributes): boolean {
  return ['exception.type', 'exception.message'].every((key) => recorded[key] === exception[key]);
}
