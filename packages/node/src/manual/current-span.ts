// Shorthands for the active span. Without one, and with tracing off, they do nothing.
import type { Attributes, AttributeValue, Exception, Span } from '@opentelemetry/api';
import { getSpan } from '../context/context.ts';
import { findContextManager } from './api-global.ts';

/** The active span, if there is one. */
export function currentSpan(): Span | undefined {
  const manager = findContextManager();
  return manager === undefined ? undefined : getSpan(manager.active());
}

/** The trace id of the active span, 32 hex digits: for a log line, an error page, a support ticket. */
export function currentTraceId(): string | undefined {
  const traceId = currentSpan()?.spanContext().traceId;
  return traceId === undefined || /^0*$/.test(traceId) ? undefined : traceId;
}

/** Sets an attribute of the active span. */
export function setAttribute(key: string, value: AttributeValue): void {
  currentSpan()?.setAttribute(key, value);
}

/** Sets attributes of the active span. */
export function setAttributes(attributes: Attributes): void {
  currentSpan()?.setAttributes(attributes);
}

/** Adds an event, a point in time with a name, to the active span. */
export function addEvent(name: string, attributes?: Attributes): void {
  currentSpan()?.addEvent(name, attributes);
}

/**
 * Records an error on the active span, as an `exception` event with its stack. The status stays as it is: an error that
 * the code recovers from is no failure of the span.
 */
export function recordException(error: unknown): void {
  currentSpan()?.recordException(error as Exception);
}
