import type { LogContent } from '../../logs/log-content.ts';
import { cleanBody, LogAttributes } from '../../logs/log-content.ts';
import type { ReadLine } from '../../logs/log-source.ts';
import { severityOfNumber } from '../../logs/severity.ts';
import { findInherited, type PinoLogger } from './wrap.ts';

/** A line of pino, and who wrote it. */
export interface PinoLine {
  readonly text: string;
  readonly logger: PinoLogger;
  readonly level: number;
}

interface Keys {
  readonly message: string;
  readonly error: string;
}

const HOOKS = Symbol.for('pino.hooks');

/** What a record says of a line. Level, time and process are no fields: the record and its resource have them. */
export const readLine: ReadLine<PinoLine> = ({ text, logger, level }, { identity, bounds }): LogContent => {
  const attributes = new LogAttributes(bounds);
  const fields = parseFields(applyHook(text, logger));
  const keys = keysOf(logger);
  const { level: _level, time: _time, [keys.message]: message, ...rest } = fields ?? { [keys.message]: text.trimEnd() };
  if (rest.pid === process.pid) {
    delete rest.pid;
    delete rest.hostname;
  }
  attributes.setFields(rest, { identity, errorKey: keys.error });
  return {
    severityNumber: severityOfNumber(level),
    severityText: logger.levels.labels[level] ?? '',
    body: cleanBody(message),
    flatAttributes: attributes.list,
    droppedAttributesCount: attributes.dropped,
  };
};

/** The application may take something out of its lines before they are written. */
function applyHook(text: string, logger: PinoLogger): string {
  const hooks = logger[HOOKS] as { streamWrite?: (text: string) => unknown } | undefined;
  return hooks?.streamWrite === undefined ? text : String(hooks.streamWrite(text));
}

function parseFields(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A custom level, timestamp or hook made something else of it.
    return undefined;
  }
}

function keysOf(logger: PinoLogger): Keys {
  return { message: findText(logger, 'pino.messageKey') ?? 'msg', error: findText(logger, 'pino.errorKey') ?? 'err' };
}

function findText(logger: PinoLogger, description: string): string | undefined {
  const symbol = findInherited(logger, description);
  const value = symbol === undefined ? undefined : logger[symbol];
  return typeof value === 'string' ? value : undefined;
}
