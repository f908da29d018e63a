import { cleanBody, isErrorLike, LogAttributes, type LogContent } from '../../logs/log-content.ts';
import { severityOfName } from '../../logs/severity.ts';
import type { AttributeBounds } from '../../trace/attributes.ts';
import type { SpanIdentity } from '../../trace/identity.ts';
import type { WinstonInfo } from './wrap.ts';

/** Where winston keeps the level that no format changes. */
const LEVEL = Symbol.for('level');

/** The level of a line. */
export function levelOf(info: WinstonInfo): string {
  return String(info[LEVEL] ?? info.level ?? '');
}

/** What a record says of a formatted line. */
export function readInfo(
  info: WinstonInfo,
  { identity, bounds }: { identity: SpanIdentity | undefined; bounds: AttributeBounds },
): LogContent {
  const attributes = new LogAttributes(bounds);
  const { level: _level, message, timestamp: _timestamp, stack, ...rest } = info;
  const level = levelOf(info);
  if (isErrorLike(info)) attributes.setException(toError(info));
  else attributes.set('stack', stack);
  attributes.setFields(rest, { identity });
  return {
    severityNumber: severityOfName(level),
    severityText: level,
    body: cleanBody(message),
    flatAttributes: attributes.list,
    droppedAttributesCount: attributes.dropped,
  };
}

/** `format.errors()` makes a plain object of an error, and its class is left only in the first line of the stack. */
function toError(info: WinstonInfo & { readonly message: string }) {
  const { message, stack, name } = info;
  const type = /^[\w$.]+/.exec(String(stack))?.[0];
  return { message, stack, type: typeof name === 'string' ? name : (type ?? 'Error') };
}
