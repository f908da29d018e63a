// From what a library's line holds to what a record says: fields become attributes, redacted and bounded like those of spans,
// and an error among them becomes `exception.*`.
import { cleanText } from '../redaction/clean-text.ts';
import { type AttributeBounds, setAttribute } from '../trace/attributes.ts';
import { cleanComposite } from '../trace/attribute-value.ts';
import type { SpanIdentity } from '../trace/identity.ts';
import { createTraceFields } from './log-stamp.ts';

/** Longer messages are cut: a body is no attribute, and has no limit of its own in the specification. */
export const MAX_BODY_LENGTH = 65_536;

/** Where libraries and applications put an error. */
const ERROR_KEYS: ReadonlySet<string> = new Set(['err', 'error', 'exception']);

/** What a record says, beside when and in which span. */
export interface LogContent {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: unknown;
  /** `[key, value, …]`. */
  readonly flatAttributes: readonly unknown[];
  readonly droppedAttributesCount: number;
  readonly eventName?: string;
  /** When it happened, if not when it was written, as two words of Unix nanoseconds. */
  readonly time?: { readonly high: number; readonly low: number };
}

/** What is known of the fields of a line. */
export interface FieldsContext {
  /** Whose ids need not be told twice. */
  readonly identity?: SpanIdentity;
  /** Under which the library puts an error, if not under a usual name. */
  readonly errorKey?: string;
}

/** Attributes of a record, as they are collected. */
export class LogAttributes {
  readonly list: unknown[] = [];
  dropped = 0;
  readonly #bounds: AttributeBounds;

  constructor(bounds: AttributeBounds) {
    this.#bounds = bounds;
  }

  set(key: string, value: unknown): void {
    if (value !== null && value !== undefined) this.dropped += setAttribute(this.list, key, value, this.#bounds);
  }

  /** Sets all fields; an error becomes `exception.*`, and what names the record's own span is left out. */
  setFields(fields: Readonly<Record<string, unknown>>, { identity, errorKey }: FieldsContext = {}): void {
    const { trace_id } = fields;
    const ids = identity === undefined || trace_id === undefined ? undefined : createTraceFields(identity);
    const isOwn = ids !== undefined && ids.trace_id === trace_id;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (isOwn && Object.hasOwn(ids, key)) continue;
      if ((ERROR_KEYS.has(key) || key === errorKey) && isErrorLike(value)) this.setException(value);
      else this.set(key, value);
    }
  }

  setException(error: ErrorLike): void {
    const { type, name, message, stack } = error;
    this.set('exception.type', type ?? name ?? error.constructor.name);
    this.set('exception.message', message);
    this.set('exception.stacktrace', stack);
  }
}

/** An error, or what a serializer made of one. */
export interface ErrorLike {
  readonly message: string;
  readonly type?: unknown;
  readonly name?: unknown;
  readonly stack?: unknown;
}

export function isErrorLike(value: unknown): value is ErrorLike {
  if (typeof value !== 'object' || value === null) return false;
  const { message, stack } = value as Partial<ErrorLike>;
  return typeof message === 'string' && (value instanceof Error || typeof stack === 'string');
}

/** For a source whose lines are content already. */
export function readContent(content: LogContent): LogContent {
  return content;
}

/** A message as it may leave the process. */
export function cleanBody(body: unknown): unknown {
  if (typeof body === 'string') return cleanText(body, MAX_BODY_LENGTH);
  return typeof body === 'object' && body !== null ? cleanComposite(body, MAX_BODY_LENGTH) : body;
}
