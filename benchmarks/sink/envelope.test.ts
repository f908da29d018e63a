import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countEnvelopeSpans } from './envelope.ts';

test('counts streamed spans, their segments, and transactions', () => {
  check([], { spans: 0, requests: 0 });
  check([{ type: 'span' }, { items: [{ is_segment: true }, { is_segment: false }, {}] }], { spans: 3, requests: 1 });
  check([{ type: 'transaction' }, { spans: [{}, {}] }], { spans: 3, requests: 1 });
  check([{ type: 'client_report' }, { discarded_events: [] }], { spans: 0, requests: 0 });
  check([{ type: 'transaction' }, { spans: [] }, { type: 'span' }, { items: [{}] }], { spans: 2, requests: 1 });
});

function check(items: readonly object[], expected: object): void {
  const body = [{ dsn: 'http://a@127.0.0.1/1' }, ...items].map((line) => JSON.stringify(line)).join('\n');
  assert.deepEqual(countEnvelopeSpans(Buffer.from(body)), expected);
  assert.deepEqual(countEnvelopeSpans(Buffer.from(`${body}\n`)), expected);
}
