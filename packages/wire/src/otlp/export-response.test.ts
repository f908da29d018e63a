import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect, test } from 'vitest';
import {
  decodeExportResponse,
  encodeExportResponse,
  formatExportResponseJson,
  parseExportResponseJson,
} from './export-response.ts';
import type { Signal } from './export-response.ts';

const signals: Signal[] = ['traces', 'logs', 'metrics'];
const partial = { rejectedCount: 300, errorMessage: 'too many attributes' };

test('a partial success comes back, and the stock client reads it', () => {
  const bytes = encodeExportResponse(partial);
  expect(decodeExportResponse(bytes)).toEqual(partial);
  expect(ProtobufTraceSerializer.deserializeResponse(bytes)).toMatchObject({
    partialSuccess: { rejectedSpans: 300, errorMessage: 'too many attributes' },
  });
  for (const signal of signals) {
    expect(parseExportResponseJson(formatExportResponseJson(signal, partial), signal)).toEqual(partial);
  }
});

test('full success is nothing, or an empty partial success', () => {
  expect(encodeExportResponse()).toHaveLength(0);
  expect(decodeExportResponse(new Uint8Array(0))).toBeUndefined();
  expect(decodeExportResponse(Buffer.from('0a00', 'hex'))).toBeUndefined();
  expect(decodeExportResponse(Buffer.from('0a020800', 'hex'))).toBeUndefined();
  for (const signal of signals) {
    expect(formatExportResponseJson(signal)).toBe('{}');
    expect(parseExportResponseJson('{}', signal)).toBeUndefined();
    expect(parseExportResponseJson({ partialSuccess: {} }, signal)).toBeUndefined();
    expect(parseExportResponseJson({ partialSuccess: null }, signal)).toBeUndefined();
  }
});

test('a warning has a text and rejects nothing', () => {
  expect(decodeExportResponse(Buffer.from('0a0412026f6b', 'hex'))).toEqual({ rejectedCount: 0, errorMessage: 'ok' });
  const json = { partialSuccess: { errorMessage: 'ok' } };
  expect(parseExportResponseJson(json, 'logs')).toEqual({ rejectedCount: 0, errorMessage: 'ok' });
});

test('each signal has its own name for the count', () => {
  expect(JSON.parse(formatExportResponseJson('traces', partial)).partialSuccess.rejectedSpans).toBe('300');
  expect(JSON.parse(formatExportResponseJson('logs', partial)).partialSuccess.rejectedLogRecords).toBe('300');
  expect(JSON.parse(formatExportResponseJson('metrics', partial)).partialSuccess.rejectedDataPoints).toBe('300');
  expect(parseExportResponseJson({ partialSuccess: { rejectedSpans: 3 } }, 'traces')?.rejectedCount).toBe(3);
  expect(parseExportResponseJson({ partialSuccess: { rejectedSpans: 3 } }, 'logs')).toBeUndefined();
});

test.each(['<html>', '0a', '0a05', 'ff'])('refuses the bytes %s', (text) => {
  const bytes = text.startsWith('<') ? Buffer.from(text) : Buffer.from(text, 'hex');
  expect(() => decodeExportResponse(bytes)).toThrow(expect.objectContaining({ name: 'WireError' }));
});

test.each(['', '<html>', '[]', '{"partialSuccess": 1}', '{"partialSuccess": {"rejectedSpans": "x"}}'])(
  'refuses the JSON %s',
  (text) => {
    expect(() => parseExportResponseJson(text, 'traces')).toThrow(expect.objectContaining({ code: 'TL_WIRE_JSON' }));
  },
);
