import type { TextMapGetter } from '@opentelemetry/api';
import type { JetStreamMessage, Message } from './message.ts';
import { capitalize } from './outgoing-headers.ts';

/**
 * Reads fields of a received message without decoding its headers, which the clients do only for an application that asks:
 * `traceparent` or `Traceparent`, whichever there is.
 */
export const NATS_READER: TextMapGetter<Message> = {
  get(message, name) {
    const text = readText(message);
    if (text === undefined) return undefined;
    // Fast path: nothing but a `traceparent`, as most bring it.
    if (isAlone) return name === 'traceparent' ? text.slice(ALONE.length, END_ALONE) : undefined;
    return findField(text, name) ?? findField(text, capitalize(name));
  },
  keys: (message) => Array.from(message.headers ?? [], ([name]) => name),
};

/** Of `Buffer`, without a copy, and for any bytes. */
interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
}

/** Of the last message that was looked at: a propagator asks for several fields. */
let lastMessage: Message | undefined;
let lastText: string | undefined;
/** Whether it has no other field. */
let isAlone = false;

const ALONE = 'NATS/1.0\r\ntraceparent: ';
const TRACEPARENT_LENGTH = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'.length;
const END_ALONE = ALONE.length + TRACEPARENT_LENGTH;
const LENGTH_ALONE = END_ALONE + '\r\n\r\n'.length;

function readText(message: Message): string | undefined {
  if (message === lastMessage) return lastText;
  lastMessage = message;
  lastText = decodeText((message as JetStreamMessage).msg ?? message);
  isAlone = lastText?.length === LENGTH_ALONE && lastText.startsWith(ALONE) && endOfFirst(lastText) === END_ALONE;
  return lastText;
}

function endOfFirst(text: string): number {
  return text.indexOf('\r\n', ALONE.length);
}

function decodeText({ _msg, _rdata }: Message): string | undefined {
  if (_msg === undefined || _rdata === undefined || !(_msg.hdr > 0)) return undefined;
  // Fields of a propagator are ASCII, whatever the application's own are.
  return (Buffer.prototype as unknown as Latin1).latin1Slice.call(_rdata, 0, _msg.hdr);
}

function findField(text: string, name: string): string | undefined {
  const start = text.indexOf(`\r\n${name}:`);
  if (start === -1) return undefined;
  const from = start + name.length + 3;
  const end = text.indexOf('\r\n', from);
  return text.slice(from, end === -1 ? undefined : end).trim();
}
