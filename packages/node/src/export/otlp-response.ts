// What a receiver's answer means for the batch (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).
import { parseRetryAfter } from './backoff.ts';
import type { HttpAnswer } from './http-answer-reader.ts';
import { oneLine } from './one-line.ts';
import { redactUrl } from './redact-url.ts';
import type { SendResult } from './transport.ts';

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** A `partial_success` without content. */
const EMPTY_RESPONSE_LENGTH = 2;

/** Judges an answer over HTTP, in protobuf or JSON. */
export async function judgeHttpAnswer(answer: HttpAnswer): Promise<SendResult> {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return judgeSuccess(answer);
  if (status >= 300 && status < 400) return { kind: 'failed', reason: describeRedirect(answer) };
  const text = await findErrorText(answer);
  const reason = `HTTP ${status}${text === '' ? '' : `: ${text}`}`;
  if (!RETRYABLE_STATUS.has(status)) return { kind: 'failed', reason };
  return { kind: 'retry', reason, afterMs: parseRetryAfter(headers['retry-after']) };
}

/** The status says that the request was taken, whatever the body is. */
async function judgeSuccess(answer: HttpAnswer): Promise<SendResult> {
  // Fast path: nothing to add.
  if (answer.body.length <= EMPTY_RESPONSE_LENGTH) return { kind: 'delivered' };
  const type = contentTypeOf(answer);
  if (type !== 'json' && type !== 'protobuf') {
    const got = oneLine(answer.headers['content-type'] ?? 'no content type');
    return { kind: 'delivered', warning: `cannot read the answer: got ${got}, need OTLP; is this an OTLP receiver?` };
  }
  try {
    return await readPartialSuccess(answer.body, type);
  } catch (error) {
    return { kind: 'delivered', warning: oneLine((error as Error).message) };
  }
}

/** Reads the body of an ExportTraceServiceResponse, or of the one for logs. @throws where it is none. */
export async function readPartialSuccess(body: Buffer, type: 'json' | 'protobuf'): Promise<SendResult> {
  const { decodeExportResponse, parseExportResponseJson } = await import('@throughline/wire/decode');
  // They differ in the name of the count only.
  const parseJson = (text: string) =>
    parseExportResponseJson(text, /rejected_?log_?records/i.test(text) ? 'logs' : 'traces');
  const partial = type === 'json' ? parseJson(body.toString()) : decodeExportResponse(body);
  if (partial === undefined) return { kind: 'delivered' };
  return { kind: 'delivered', rejectedSpans: partial.rejectedCount, warning: oneLine(partial.errorMessage) };
}

function describeRedirect({ status, headers }: HttpAnswer): string {
  const location = headers.location ?? '';
  const target = URL.canParse(location) ? redactUrl(new URL(location)) : location.split('?', 1)[0];
  return `HTTP ${status}: redirects are not followed: got ${oneLine(target) || 'no location'}, need the final URL`;
}

async function findErrorText(answer: HttpAnswer): Promise<string> {
  const type = contentTypeOf(answer);
  if (answer.body.length === 0) return '';
  if (type === 'other') return '';
  if (type === 'text') return oneLine(answer.body.toString());
  try {
    const { decodeRpcStatus, parseRpcStatusJson } = await import('@throughline/wire/decode');
    const { message } = type === 'json' ? parseRpcStatusJson(answer.body.toString()) : decodeRpcStatus(answer.body);
    return oneLine(message);
  } catch {
    // Many servers label any error as JSON or protobuf.
    return type === 'json' ? oneLine(answer.body.toString()) : '';
  }
}

function contentTypeOf({ headers }: HttpAnswer): 'json' | 'protobuf' | 'text' | 'other' {
  const type = (headers['content-type'] ?? 'text/plain').split(';', 1)[0].trim().toLowerCase();
  if (type === 'application/json') return 'json';
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  return type.startsWith('text/') ? 'text' : 'other';
}
