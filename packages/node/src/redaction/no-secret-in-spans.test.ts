// The whole way: planted secrets go into real spans in every place, and must not be in the bytes of the request.
import { encodeResource } from '@throughline/wire';
import { decodeTraceRequest } from '@throughline/wire/decode';
import { afterEach, expect, test } from 'vitest';
import { SpanBatch } from '../export/span-batch.ts';
import { SpanRecorder } from '../trace/fixtures/span-recorder.ts';
import type { Span } from '../trace/span.ts';
import { PLANTED_SECRETS, SENSITIVE_KEYS } from './fixtures/secrets.ts';
import { configureTextRedaction } from './redact.ts';
import { configureSensitiveKeys } from './sensitive-keys.ts';

const LINKED = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

afterEach(() => {
  configureSensitiveKeys(true);
  configureTextRedaction(true);
});

/** The bytes of the requests for the spans that `use` makes. */
function exportSpans(use: (start: (name: string) => Span, recorder: SpanRecorder) => void): Uint8Array[] {
  const requests: Uint8Array[] = [];
  const sink = new SpanBatch({
    maxSpans: 512,
    scheduleDelayMs: 60_000,
    resource: () => encodeResource([]),
    deliver: ({ bytes }) => requests.push(bytes),
  });
  const recorder = new SpanRecorder({ sink });
  use((name) => recorder.start(name), recorder);
  sink.close();
  return requests;
}

/** Puts a text into every place of a span that the application can write to. */
function spread(text: string, start: (name: string) => Span): void {
  const span = start(text);
  span.setAttribute('text', text);
  span.setAttributes({ list: ['a', text], map: { deep: [{ deeper: text }] }, bytes: Buffer.from(text) } as never);
  span.setAttribute('map by key', { [text]: 1 } as never);
  span.setAttribute(text, 1);
  span.addEvent(text, { text, list: [text] });
  span.addLink({ context: LINKED, attributes: { text } });
  span.setStatus({ code: 2, message: text });
  const error = new Error(text);
  error.name = text;
  span.recordException(error);
  span.recordException(text);
  span.recordException({ code: text, message: text, stack: `Error: ${text}\n    at run (app.js:1:1)` });
  span.end();
  const renamed = start('before');
  renamed.updateName(text);
  renamed.end();
}

function seen(requests: readonly Uint8Array[], secrets: readonly string[]): string[] {
  const texts = requests.map((bytes) => Buffer.from(bytes).toString('latin1'));
  const pieces = secrets.flatMap((secret) => {
    const half = secret.length >> 1;
    return secret.length < 12 ? [secret] : [secret, secret.slice(0, half), secret.slice(half)];
  });
  return pieces.filter((piece) => texts.some((text) => text.includes(piece)));
}

test.each(PLANTED_SECRETS)('$name: in no place of a span', ({ text, secrets }) => {
  const requests = exportSpans((start) => spread(text, start));
  expect(seen(requests, secrets)).toEqual([]);
  const names = requests.flatMap((bytes) => decodeTraceRequest(bytes).resourceSpans[0].scopeSpans[0].spans);
  expect(names).toHaveLength(2);
});

test('given at the start, in options and by a sampler', () => {
  for (const { name, text, secrets } of PLANTED_SECRETS) {
    const requests = exportSpans((_start, { tracer, provider }) => {
      const attributes = { text, list: [text] };
      tracer.startSpan(text, { attributes, links: [{ context: LINKED, attributes }] }).end();
      const sampler = {
        isForeign: false,
        needsAttributes: false,
        decide: (seed: { samplerAttributes: unknown }) => ((seed.samplerAttributes = { text }), 2 as const),
      };
      Object.assign(provider.shared, { sampler });
      tracer.startSpan('sampled').end();
    });
    expect(seen(requests, secrets), name).toEqual([]);
  }
});

test('under every key that means a secret', () => {
  const value = ['not', 'to', 'be', 'seen'].join('-');
  const requests = exportSpans((start) => {
    for (const key of SENSITIVE_KEYS) {
      const span = start('work');
      span.setAttribute(key, value).setAttribute(`list.${key}`, [value]);
      span.setAttribute('map', { [key]: value, nested: [{ [key]: { value } }] } as never);
      span.addEvent('event', { [key]: value });
      span.addLink({ context: LINKED, attributes: { [key]: value } });
      span.end();
    }
  });
  expect(seen(requests, [value])).toEqual([]);
});

test('the same spans do show them where redaction is off', () => {
  configureSensitiveKeys(false);
  configureTextRedaction(false);
  for (const { name, text, secrets } of PLANTED_SECRETS) {
    const requests = exportSpans((start) => spread(text, start));
    expect(seen(requests, secrets), name).toEqual(expect.arrayContaining([...secrets]));
  }
});
