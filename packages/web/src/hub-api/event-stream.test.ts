import { expect, test } from 'vitest';
import { parseEvents, readEvents } from './event-stream.ts';

test.each([
  ['', [], ''],
  ['event: span\ndata: {"a":1}\n\n', [{ event: 'span', data: '{"a":1}' }], ''],
  ['data: 1\ndata: 2\n\nevent: x\nda', [{ event: 'message', data: '1\n2' }], 'event: x\nda'],
  [': comment\n\n', [], ''],
  ['event: ready\r\ndata: {}\r\n\r\n', [{ event: 'ready', data: '{}' }], ''],
])('%j', (text, events, rest) => expect(parseEvents(text)).toEqual({ events, rest }));

test('events that arrive in pieces, within a character too', async () => {
  const bytes = new TextEncoder().encode('event: span\ndata: "é"\n\nevent: end\ndata: {}\n\n');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events: unknown[] = [];
  for await (const event of readEvents(body)) events.push(event);
  expect(events).toEqual([
    { event: 'span', data: '"é"' },
    { event: 'end', data: '{}' },
  ]);
});
