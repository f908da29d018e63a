import { cleanBody, LogAttributes, type LogContent } from '../../logs/log-content.ts';
import type { ReadLine } from '../../logs/log-source.ts';
import { severityOfNumber } from '../../logs/severity.ts';
import type { PinoLine, PinoLogger } from './wrap.ts';

const HOOKS = Symbol.for('pino.hooks');

/** What a record says of a line. Level, time, process and ids are no fields: the record and its resource have them. */
export const readLine: ReadLine<PinoLine> = ({ text, logger, keys, level, isStamped }, { bounds }): LogContent => {
  const attributes = new LogAttributes(bounds);
  const messageKey = textOr('msg', logger[keys.messageKey]);
  const fields = parseFields(applyHook(text, logger), messageKey);
  const message = fields[messageKey];
  fields[messageKey] = fields.level = fields.time = undefined;
  if (fields.pid === process.pid) fields.pid = fields.hostname = undefined;
  if (isStamped) fields.trace_id = fields.span_id = fields.trace_flags = undefined;
  attributes.setFields(fields, { errorKey: textOr('err', logger[keys.errorKey]) });
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

/** Where a custom level, timestamp or hook made something else of a line, all of it is the message. */
function parseFields(text: string, messageKey: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { [messageKey]: text.trimEnd() };
  }
}

function textOr(otherwise: string, value: unknown): string {
  return typeof value === 'string' ? value : otherwise;
}
