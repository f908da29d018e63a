import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSpan, encodeSpans, sendTraces } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { Span, TailDropped, TailEvent } from '../types.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
});

afterAll(() => hub.close());

/** Events of one listener. */
class Watcher {
  readonly response: IncomingMessage;
  #text = '';

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('error', () => undefined);
  }

  static async open(parameters: Record<string, string>, { paused = false } = {}): Promise<Watcher> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const url = `${hub.hub.addresses.ui}/api/v1/tail?${new URLSearchParams(parameters).toString()}`;
      requestHttp(url, { agent: false }).on('response', resolve).on('error', reject).end();
    });
    onTestFinished(() => void response.destroy());
    const watcher = new Watcher(response);
    if (!paused) watcher.read();
    return watcher;
  }

  read(): void {
    this.response.on('data', (text: string) => (this.#text += text));
  }

  get events(): TailEvent[] {
    const blocks = this.#text.split('\n\n').slice(0, -1);
    return blocks
      .filter((block) => !block.startsWith(':'))
      .map((block) => {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block)!;
        return { event, data: JSON.parse(data) } as TailEvent;
      });
  }

  get names(): string[] {
    return this.events.flatMap(({ event, data }) => (event === 'span' ? [(data as Span).name] : []));
  }

  async until(condition: (events: readonly TailEvent[]) => boolean): Promise<void> {
    while (!condition(this.events)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const named = (name: string): Uint8Array => encodeSpans([createSpan({ ...ids, name })]);

test('spans that match arrive, and only they', async () => {
  const watchers = await Promise.all([
    Watcher.open({ q: 'name=wanted* AND cents > 10' }),
    Watcher.open({ service: 'shop' }),
    Watcher.open({ service: 'other' }),
    Watcher.open({ run: 'run-1' }),
  ]);
  await Promise.all(watchers.map((watcher) => watcher.until((events) => events[0]?.event === 'ready')));
  expect(watchers[0].response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect((await hub.get<{ tails: number }>('status')).tails).toBe(4);
  const attributes = [{ key: 'cents', value: 11n }];
  const request = encodeSpans([
    createSpan({ ...ids, name: 'wanted 1', attributes }),
    createSpan({ ...ids, name: 'wanted 2' }),
    createSpan({ ...ids, name: 'wanted 3', attributes, kind: 3, status: { code: 2, message: 'no' } }),
  ]);
  await hub.send('traces', request, named('last'));
  await watchers[1].until((events) => events.length === 5);
  expect(watchers.map(({ names }) => names)).toEqual([
    ['wanted 1', 'wanted 3'],
    ['wanted 1', 'wanted 2', 'wanted 3', 'last'],
    [],
    [],
  ]);
  expect(watchers[0].events[2].data).toMatchObject({
    ...ids,
    service: 'shop',
    kind: 'client',
    status: 'error',
    statusMessage: 'no',
    durationNs: 1_000_000,
    attributes: { cents: 11 },
    resource: { 'service.name': 'shop' },
  });
});

test('a listener shows a span as the store does', async () => {
  const watcher = await Watcher.open({ q: 'name=same' });
  const event = {
    timeUnixNano: 5n,
    name: 'e',
    attributes: [{ key: 'a', value: [1n, 'x'] }],
    droppedAttributesCount: 0,
  };
  const link = { ...ids, traceState: 'a=b', attributes: [], droppedAttributesCount: 0, flags: 0 };
  const odd = [
    { key: 'big', value: 2n ** 60n },
    { key: 'ratio', value: 0.5 },
    { key: 'map', value: { deep: [true] } },
    { key: '__proto__', value: 'p' },
  ];
  const traceId = 'e'.repeat(32);
  const span = createSpan({
    ...ids,
    traceId,
    name: 'same',
    attributes: odd,
    events: [event],
    links: [link],
    droppedAttributesCount: 3,
  });
  await hub.send('traces', encodeSpans([span]));
  await watcher.until((events) => events.length === 2);
  const { spans } = await hub.get<{ spans: readonly Span[] }>('spans', { q: `traceId=${traceId}` });
  expect(watcher.events[1].data).toEqual(spans[0]);
});

test('who reads slowly is told what was left out', async () => {
  const watcher = await Watcher.open({ q: 'name=large' }, { paused: true });
  const text = 'x'.repeat(500_000);
  const large = createSpan({ ...ids, name: 'large', attributes: ['a', 'b', 'c'].map((key) => ({ key, value: text })) });
  for (let i = 0; i < 16; i++) await sendTraces(hub.hub.addresses.otlpHttp, encodeSpans([large]));
  watcher.read();
  await watcher.until((events) => events.some(({ event }) => event === 'dropped'));
  await sendTraces(hub.hub.addresses.otlpHttp, encodeSpans([large]));
  const shown = (events: readonly TailEvent[]): number =>
    events.reduce(
      (sum, { event, data }) => sum + (event === 'span' ? 1 : event === 'dropped' ? (data as TailDropped).spans : 0),
      0,
    );
  await watcher.until((events) => shown(events) === 17);
  expect(watcher.names.length).toBeLessThan(17);
});

test('a request that is too long to look at is counted', async () => {
  const watcher = await Watcher.open({});
  const text = 'x'.repeat(60_000);
  const spans = Array.from({ length: 40 }, () => createSpan({ ...ids, attributes: [{ key: 'a', value: text }] }));
  await hub.send('traces', encodeSpans(spans));
  await watcher.until((events) => events.length === 2);
  expect(watcher.events[1]).toEqual({ event: 'dropped', data: { spans: 0, unexaminedSpans: 40 } });
});

test('what cannot be watched', async () => {
  const check = async (q: string, error: object): Promise<void> => {
    expect(await hub.getRefused('tail', { q })).toMatchObject({ status: 400, error });
  };
  await check('a=', { code: 'TL_QUERY_MISSING' });
  await check('{a=1} > {b=1}', { code: 'TL_QUERY_NOT_PER_SPAN', position: { from: 0, to: 13 } });
  await check('a=1 AND traceDuration > 1s', { code: 'TL_QUERY_NOT_PER_SPAN', position: { from: 8, to: 21 } });
  await check('a=1 | count()', { code: 'TL_QUERY_NOT_PER_SPAN' });
});

test('at most 32 listen, and one that leaves makes room', async () => {
  const tails = async (): Promise<number> => (await hub.get<{ tails: number }>('status')).tails;
  while ((await tails()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const watchers = await Promise.all(Array.from({ length: 32 }, () => Watcher.open({})));
  expect(await hub.getRefused('tail')).toMatchObject({ status: 429, error: { code: 'TL_TAIL_LIMIT' } });
  watchers[0].response.destroy();
  while ((await tails()) === 32) await new Promise((resolve) => setTimeout(resolve, 20));
  const next = await Watcher.open({});
  await next.until((events) => events.length === 1);
});

// The last: there can be one hub in a process.
test('the hub says so when it closes', async () => {
  const answer = await fetch(`${hub.hub.addresses.ui}/api/v1/tail`);
  const text = answer.text();
  await hub.close();
  expect(await text).toBe('event: ready\ndata: {}\n\nevent: end\ndata: {}\n\n');
});
