// The provider of @opentelemetry/api-logs, for `logs.getLogger()` and for instrumentations that use it.
import { getSpan } from '../context/context.ts';
import { activeContext } from '../context/context-manager.ts';
import type { AttributeBounds } from '../trace/attributes.ts';
import { clock, readTimeInput } from '../trace/clock.ts';
import { toScope } from '../trace/instrumentation-scope.ts';
import { toIdentity } from '../trace/tracer.ts';
import type { LogBatch } from './log-batch.ts';
import { cleanBody, isErrorLike, LogAttributes, type LogContent, readContent } from './log-content.ts';
import { LogSource } from './log-source.ts';
import type { StandardLogger, StandardLoggerProvider, StandardLogRecord } from './standard-logs.ts';

/** Where copies of @opentelemetry/api-logs look for a provider, and the version of what they expect there. */
const API_SLOT = Symbol.for('io.opentelemetry.js.api.logs');
const API_VERSION = 1;

type Getter = (version: number) => StandardLoggerProvider;

const slots = globalThis as unknown as Record<symbol, Getter | undefined>;

const NOOP_LOGGER: StandardLogger = { emit() {}, enabled: () => false };
const NOOP_PROVIDER: StandardLoggerProvider = { getLogger: () => NOOP_LOGGER };

export class LoggerProvider implements StandardLoggerProvider {
  readonly #batch: LogBatch;
  readonly #bounds: AttributeBounds;
  readonly #loggers = new Map<string, Logger>();

  constructor(batch: LogBatch, bounds: AttributeBounds) {
    this.#batch = batch;
    this.#bounds = bounds;
  }

  getLogger(name: string, version?: string, options?: { schemaUrl?: string }): StandardLogger {
    const key = `${name}@${version ?? ''}:${options?.schemaUrl ?? ''}`;
    const known = this.#loggers.get(key);
    if (known !== undefined) return known;
    const scope = toScope(name, version, options?.schemaUrl);
    const source = new LogSource<LogContent>(scope, readContent, this.#batch);
    const logger = new Logger(source, this.#bounds);
    this.#loggers.set(key, logger);
    return logger;
  }

  /** Registers this provider, unless there is another. @returns how to take it back. */
  register(): () => void {
    if (slots[API_SLOT] !== undefined) return () => {};
    const getter: Getter = (version) => (version === API_VERSION ? this : NOOP_PROVIDER);
    slots[API_SLOT] = getter;
    return () => {
      if (slots[API_SLOT] === getter) delete slots[API_SLOT];
    };
  }
}

class Logger implements StandardLogger {
  readonly #source: LogSource<LogContent>;
  readonly #bounds: AttributeBounds;

  constructor(source: LogSource<LogContent>, bounds: AttributeBounds) {
    this.#source = source;
    this.#bounds = bounds;
  }

  enabled(): boolean {
    return true;
  }

  /** The record is the caller's: it is read at once. */
  emit(record: StandardLogRecord): void {
    const span = getSpan(record.context ?? activeContext());
    this.#source.add(toContent(record, this.#bounds), span === undefined ? undefined : toIdentity(span));
  }
}

function toContent(record: StandardLogRecord, bounds: AttributeBounds): LogContent {
  const attributes = new LogAttributes(bounds);
  if (isErrorLike(record.exception)) attributes.setException(record.exception);
  for (const [key, value] of Object.entries(record.attributes ?? {})) attributes.set(key, value);
  return {
    severityNumber: record.severityNumber ?? 0,
    severityText: String(record.severityText ?? ''),
    body: cleanBody(record.body),
    flatAttributes: attributes.list,
    droppedAttributesCount: attributes.dropped,
    eventName: record.eventName,
    time: record.timestamp === undefined ? undefined : toWords(record.timestamp),
  };
}

function toWords(time: NonNullable<StandardLogRecord['timestamp']>): { high: number; low: number } {
  readTimeInput(time);
  return { high: clock.high, low: clock.low };
}
