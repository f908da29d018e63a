// A stream between two programs carries commands of many requests, so the context stands in each command and not in the
// metadata of the stream.
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** What the active request is, to be sent along. Empty while tracing is off. */
export function writeContext(): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs `fn` as part of the request that a carrier is from. */
export function runInContextOf<T>(carrier: Readonly<Record<string, string>>, fn: () => T): T {
  return context.with(propagation.extract(ROOT_CONTEXT, carrier), fn);
}
