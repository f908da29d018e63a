import type { Attributes, Exception } from '@opentelemetry/api';

/** Attributes of the `exception` event, from an error, an error-like object, a text, or anything that was thrown. */
export function describeException(exception: Exception | unknown): Attributes {
  if (typeof exception !== 'object' || exception === null) return { 'exception.message': safeText(exception) };
  try {
    return describeObject(exception);
  } catch {
    // A getter of the application failed.
    return { 'exception.message': '[not readable]' };
  }
}

function describeObject(exception: object): Attributes {
  const { code, name, message, stack, constructor } = exception as Partial<Error> & { code?: unknown };
  const attributes: Attributes = {};
  const type = code || name || constructor?.name;
  if (type) attributes['exception.type'] = safeText(type);
  if (message !== undefined) attributes['exception.message'] = safeText(message);
  if (stack !== undefined) attributes['exception.stacktrace'] = safeText(stack);
  return attributes;
}

/** The `error.type` of a failure that has none. */
export const NO_TYPE = '_OTHER';

/** What kind of failure it was, for `error.type`: the code of a system error, otherwise the class. */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return NO_TYPE;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : NO_TYPE;
}

/** The message of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? safeText(error.message) : safeText(error);
}

function safeText(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '[not printable]';
  }
}
