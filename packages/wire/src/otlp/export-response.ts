// Export{Trace,Logs,Metrics}ServiceResponse { partial_success=1 { rejected=1 error_message=2 } }: the three differ in
// the name of `rejected` alone, which only OTLP/JSON shows.
import { formatMessageJson } from '../json/format-message-json.ts';
import { parseMessageJson } from '../json/parse-message-json.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import { embedded, message, scalar } from '../protobuf/message-type.ts';
import type { MessageType } from '../protobuf/message-type.ts';

/** What a receiver says when it kept only a part of a request. */
export interface PartialSuccess {
  /** Spans, log records or data points that were not kept. 0 with a text is a warning: everything was kept. */
  readonly rejectedCount: number;
  readonly errorMessage: string;
}

export type Signal = 'traces' | 'logs' | 'metrics';

type Fields = Record<string, unknown>;

const rejectedNames = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' } as const;

function responseOf(signal: Signal): MessageType<Fields> {
  const partial = message<Fields>({
    [rejectedNames[signal]]: scalar(1, 'int64'),
    errorMessage: scalar(2, 'string'),
  });
  return message<Fields>({ partialSuccess: embedded(1, partial) });
}

const responses = { traces: responseOf('traces'), logs: responseOf('logs'), metrics: responseOf('metrics') };

/**
 * Decodes the response to an export, of any of the three signals.
 *
 * @returns `undefined` for full success: no `partial_success`, or an empty one.
 * @throws {@link WireError} when the bytes are malformed.
 */
export function decodeExportResponse(bytes: Uint8Array): PartialSuccess | undefined {
  return toPartialSuccess(decodeMessage(bytes, responses.traces), 'traces');
}

/** Encodes the response to an export, of any of the three signals. No `partial` is full success: no bytes. */
export function encodeExportResponse(partial?: PartialSuccess): Uint8Array {
  return encodeMessage(toResponse('traces', partial), responses.traces);
}

/**
 * Parses the OTLP/JSON response to an export of this signal.
 *
 * @returns `undefined` for full success.
 * @throws {@link WireError} `TL_WIRE_JSON` when it is no such response.
 */
export function parseExportResponseJson(source: string | object, signal: Signal): PartialSuccess | undefined {
  return toPartialSuccess(parseMessageJson(source, responses[signal]), signal);
}

/** Formats the OTLP/JSON response to an export of this signal. No `partial` is full success: `{}`. */
export function formatExportResponseJson(signal: Signal, partial?: PartialSuccess): string {
  return formatMessageJson(toResponse(signal, partial), responses[signal]);
}

function toResponse(signal: Signal, partial: PartialSuccess | undefined): Fields {
  if (partial === undefined) return {};
  const { rejectedCount, errorMessage } = partial;
  return { partialSuccess: { [rejectedNames[signal]]: BigInt(rejectedCount), errorMessage } };
}

function toPartialSuccess(response: Fields, signal: Signal): PartialSuccess | undefined {
  if (response.partialSuccess === undefined) return undefined;
  const partial = response.partialSuccess as Fields;
  const rejectedCount = Number(partial[rejectedNames[signal]]);
  const errorMessage = partial.errorMessage as string;
  return rejectedCount === 0 && errorMessage === '' ? undefined : { rejectedCount, errorMessage };
}
