import type { Link, SpanStatus } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import { collectReports } from './fixtures/reports.ts';
import { SpanRecorder } from './fixtures/span-recorder.ts';
import type { Span } from './span.ts';

const lines = collectReports();
const recorder = new SpanRecorder();

const CONTEXT = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

function start(): Span {
  return recorder.start();
}

describe('status', () => {
  const UNSET = { code: 0 };
  const OK = { code: 1 };
  const ERROR = { code: 2, message: 'broken' };

  test('OK is final, an error can be replaced, unset changes nothing', () => {
    const check = (calls: SpanStatus[], expected: SpanStatus): void => {
      const span = start();
      for (const status of calls) span.setStatus(status);
      expect(span.status, JSON.stringify(calls)).toEqual(expected);
    };
    check([], UNSET);
    check([UNSET], UNSET);
    check([ERROR], ERROR);
    check([ERROR, UNSET], ERROR);
    check([ERROR, OK], OK);
    check([OK, ERROR], OK);
    check([OK, UNSET], OK);
    check([ERROR, { code: 2, message: 'worse' }], { code: 2, message: 'worse' });
    check([ERROR, { code: 2 }], { code: 2 });
  });

  test('only an error keeps its message', () => {
    expect(start().setStatus({ code: 1, message: 'fine' }).status).toEqual(OK);
    expect(start().setStatus({ code: 0, message: 'nothing' }).status).toEqual(UNSET);
    expect(start().setStatus({ code: 2, message: '' }).status).toEqual({ code: 2 });
    expect(start().setStatus({ code: 2, message: 42 as never }).status).toEqual({ code: 2 });
  });

  test('a code that is none is ignored', () => {
    for (const status of [{ code: 3 }, { code: -1 }, { code: '2' }, {}, null, undefined]) {
      expect(start().setStatus(status as never).status, JSON.stringify(status)).toEqual(UNSET);
    }
  });
});

describe('after the end', () => {
  test('nothing changes a span', () => {
    const span = start();
    span.setAttribute('a', 1);
    span.end([1_700_000_000, 5]);
    const before = JSON.stringify(snapshot(span));
    span.setAttribute('b', 2).setAttributes({ c: 3 }).addEvent('late').addLink({ context: CONTEXT });
    span
      .addLinks([{ context: CONTEXT }])
      .setStatus({ code: 2 })
      .updateName('late');
    span.recordException(new Error('late'));
    span.end([1_800_000_000, 0]);
    expect(JSON.stringify(snapshot(span))).toBe(before);
    expect(recorder.spans.filter((one) => one === span)).toHaveLength(1);
  });

  test('each kind of change is reported once, by name', () => {
    const span = recorder.start('GET /users');
    span.end();
    for (let repeat = 0; repeat < 3; repeat++) {
      span.setAttribute('user.id', 7);
      span.addEvent('cache miss');
      span.addLink({ context: CONTEXT });
      span.setStatus({ code: 1 });
      span.updateName('late');
      span.end();
    }
    expect(lines.map((line) => line.replace(/ after the end.*/, ''))).toEqual([
      'throughline warn: attribute "user.id" set',
      'throughline warn: event "cache miss" added',
      'throughline warn: link added',
      'throughline warn: status set',
      'throughline warn: name updated',
      'throughline warn: cannot end span "GET /users" twice: the first end() counts, this one is ignored',
    ]);
    expect(lines[0]).toContain('of span "GET /users"');
  });

  test('a span still has its context and can be a parent', () => {
    const span = start();
    const context = span.spanContext();
    span.end();
    expect(span.isRecording()).toBe(false);
    expect(span.spanContext()).toBe(context);
  });

  function snapshot({ name, attributes, events, links, status, endTime }: Span): object {
    return { name, attributes, events, links, status, endTime };
  }
});

describe('name', () => {
  test('is text, whatever was given', () => {
    expect(start().updateName('other').name).toBe('other');
    for (const [given, name] of [
      [42, '42'],
      [undefined, 'undefined'],
      [null, 'null'],
      [{}, '[object Object]'],
    ] as const) {
      expect(start().updateName(given as never).name).toBe(name);
      expect((recorder.tracer.startSpan(given as never) as Span).name).toBe(name);
    }
  });

  test('is cut at 4096 characters, whatever the limit of attributes is', () => {
    const short = new SpanRecorder({ limits: { attributeValueLengthLimit: 3 } });
    const span = short.tracer.startSpan('a long name') as Span;
    span.addEvent('a long event').setStatus({ code: 2, message: 'a long message' });
    expect([span.name, span.events[0].name, span.status.message]).toEqual([
      'a long name',
      'a long event',
      'a long message',
    ]);
    for (const length of [4096, 4097])
      expect(start().updateName('x '.repeat(length).slice(0, length)).name).toHaveLength(4096);
  });
});

describe('events', () => {
  test('have a name, attributes and a time, in the order of the calls', () => {
    const span = start();
    span.addEvent('plain');
    span.addEvent('attributes', { a: 1 });
    span.addEvent('time', [1_700_000_000, 1]);
    span.addEvent('both', { b: 2 }, [1_700_000_000, 2]);
    span.addEvent('date', new Date(1_700_000_000_003));
    const [plain, ...others] = span.events;
    expect(plain).toMatchObject({ name: 'plain', attributes: {}, droppedAttributesCount: 0 });
    expect(others).toMatchObject([
      { name: 'attributes', attributes: { a: 1 } },
      { name: 'time', attributes: {}, time: [1_700_000_000, 1] },
      { name: 'both', attributes: { b: 2 }, time: [1_700_000_000, 2] },
      { name: 'date', attributes: {}, time: [1_700_000_000, 3_000_000] },
    ]);
  });

  test('a time may be before the start and after the end', () => {
    const span = start();
    span.addEvent('before', [1, 0]).addEvent('after', [4_000_000_000, 0]);
    expect(span.events.map(({ time }) => time)).toEqual([
      [1, 0],
      [4_000_000_000, 0],
    ]);
  });
});

describe('links', () => {
  test('keep ids, flags, trace state and attributes', () => {
    const span = start();
    const traceState = { serialize: () => 'a=1' } as never;
    span.addLink({ context: { ...CONTEXT, isRemote: true, traceState }, attributes: { why: 'batch' } });
    const [link] = span.links;
    expect(link.context).toMatchObject({ ...CONTEXT, isRemote: true });
    expect(link.context.traceState?.serialize()).toBe('a=1');
    expect(link.attributes).toEqual({ why: 'batch' });
    expect(span.linkRecords[0].flags).toBe(0x301);
  });

  test('without valid ids, only those that say something are kept', () => {
    const invalid = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    const check = (link: unknown, count: number): void => {
      expect(start().addLink(link as Link).links, JSON.stringify(link)).toHaveLength(count);
    };
    check({ context: invalid }, 0);
    check({ context: invalid, attributes: {} }, 0);
    check({ context: invalid, attributes: { a: 1 } }, 1);
    check({ context: { ...invalid, traceState: { serialize: () => 'a=1' } } }, 1);
    check({ context: { ...CONTEXT, spanId: '0'.repeat(16) }, attributes: { a: 1 } }, 1);
    check({ context: { ...CONTEXT, traceId: 'not hex' } }, 0);
    check({ context: { ...CONTEXT, traceState: {} } }, 1);
    for (const link of [undefined, null, {}, { context: null }, { attributes: { a: 1 } }, 'text']) check(link, 0);
  });

  test('ids that are not valid are written as zeros', () => {
    const span = start().addLink({ context: { traceId: '', spanId: '', traceFlags: 0 }, attributes: { a: 1 } });
    expect(span.links[0].context).toMatchObject({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) });
  });

  test('what is no list of links adds none', () => {
    for (const links of [undefined, null, []]) expect(start().addLinks(links as never).links).toEqual([]);
  });
});

describe('limits', () => {
  const limits = {
    attributeCountLimit: 3,
    eventCountLimit: 2,
    linkCountLimit: 2,
    eventAttributeCountLimit: 1,
    linkAttributeCountLimit: 1,
    attributeValueLengthLimit: 5,
  };
  const limited = new SpanRecorder({ limits });

  test('attributes: the third is the last, a known key can still change', () => {
    const span = limited.start();
    span.setAttributes({ a: 1, b: 2, c: 3 });
    expect(span.droppedAttributesCount).toBe(0);
    span.setAttribute('d', 4).setAttribute('a', 5).setAttributes({ e: 6, b: 7 });
    expect(span.attributes).toEqual({ a: 5, b: 7, c: 3 });
    expect(span.droppedAttributesCount).toBe(2);
  });

  test('attributes given at the start count too', () => {
    const span = limited.tracer.startSpan('work', { attributes: { a: 1, b: 2, c: 3, d: 4 } }) as Span;
    expect([Object.keys(span.attributes), span.droppedAttributesCount]).toEqual([['a', 'b', 'c'], 1]);
  });

  test('events and links: the second is the last', () => {
    const span = limited.start();
    for (const name of ['a', 'b']) span.addEvent(name).addLink({ context: CONTEXT });
    expect([span.droppedEventsCount, span.droppedLinksCount]).toEqual([0, 0]);
    span.addEvent('c').addEvent('d').addLink({ context: CONTEXT });
    expect(span.events.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(span.links).toHaveLength(2);
    expect([span.droppedEventsCount, span.droppedLinksCount]).toEqual([2, 1]);
  });

  test('an exception takes the place of the newest event that is none, or of the last one', () => {
    // An exception is written as its message with an exclamation mark; the others are names.
    const check = (limit: number, calls: string, kept: string, dropped: number): void => {
      const span = new SpanRecorder({ limits: { eventCountLimit: limit } }).start();
      for (const call of calls.split(' ')) {
        if (call.endsWith('!')) span.recordException(call as never);
        else span.addEvent(call);
      }
      const names = span.events.map(({ name, attributes }) => attributes?.['exception.message'] ?? name);
      expect([names.join(' '), span.droppedEventsCount], `${limit}: ${calls}`).toEqual([kept, dropped]);
    };
    check(3, 'a b one!', 'a b one!', 0);
    check(3, 'a b c one!', 'a b one!', 1);
    check(3, 'a b c d e one!', 'a b one!', 3);
    check(3, 'a b c one! d', 'a b one!', 2);
    check(3, 'a b one! two!', 'a one! two!', 1);
    check(3, 'one! a b two!', 'one! a two!', 1);
    check(3, 'a b c one! two! three!', 'one! two! three!', 3);
    check(3, 'a b c one! two! three! four! d five!', 'one! two! five!', 6);
    check(1, 'a one!', 'one!', 1);
    check(1, 'one! two!', 'two!', 1);
    check(0, 'a one!', '', 2);
    check(Infinity, 'a one! b two!', 'a one! b two!', 0);
  });

  test('attributes of events and links: the first is the last', () => {
    const span = limited.start();
    span.addEvent('e', { a: 1, b: 2, c: 3 });
    span.addLink({ context: CONTEXT, attributes: { a: 1, b: 2 }, droppedAttributesCount: 4 });
    expect(span.events[0]).toMatchObject({ attributes: { a: 1 }, droppedAttributesCount: 2 });
    expect(span.links[0]).toMatchObject({ attributes: { a: 1 }, droppedAttributesCount: 5 });
  });

  test('a limit of 0 keeps nothing', () => {
    const none = new SpanRecorder({ limits: { attributeCountLimit: 0, eventCountLimit: 0, linkCountLimit: 0 } });
    const span = none.start();
    span.setAttribute('a', 1).addEvent('e').addLink({ context: CONTEXT });
    expect([span.attributes, span.events, span.links]).toEqual([{}, [], []]);
    expect([span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount]).toEqual([1, 1, 1]);
  });

  test('texts: the fifth character is the last, also in arrays, maps, events and links', () => {
    const span = limited.start();
    const value = ['12345', '123456', { deep: '1234567' }, new Uint8Array(6), 1_234_567];
    span
      .setAttribute('a', '12345')
      .setAttribute('b', '123456')
      .setAttribute('c', value as never);
    expect(span.attributes).toEqual({
      a: '12345',
      b: '12345',
      c: ['12345', '12345', { deep: '12345' }, new Uint8Array(5), 1_234_567],
    });
    span.addEvent('e', { a: '123456' }).addLink({ context: CONTEXT, attributes: { a: '123456' } });
    expect([span.events[0].attributes, span.links[0].attributes]).toEqual([{ a: '12345' }, { a: '12345' }]);
  });

  test('are reported once, when the span ends', () => {
    const span = limited.start('busy');
    for (const key of 'abcdef') span.setAttribute(key, 1).addEvent(key);
    expect(lines).toEqual([]);
    span.end();
    expect(lines).toEqual([
      'throughline warn: span "busy" is over its limits: 3 attributes, 4 events and 0 links were dropped',
    ]);
    start().end();
    expect(lines).toHaveLength(1);
  });
});

describe('exceptions', () => {
  const check = (thrown: unknown, expected: object): void => {
    const span = start();
    span.recordException(thrown as never);
    expect(span.events).toHaveLength(1);
    expect(span.events[0].name).toBe('exception');
    expect(span.events[0].attributes).toEqual(expected);
  };

  test('of every shape are recorded', () => {
    const error = new TypeError('broken');
    check(error, { 'exception.type': 'TypeError', 'exception.message': 'broken', 'exception.stacktrace': error.stack });
    check(Object.assign(new Error('x'), { code: 'ECONNRESET', stack: 's' }), {
      'exception.type': 'ECONNRESET',
      'exception.message': 'x',
      'exception.stacktrace': 's',
    });
    check({ code: 404, message: 'gone' }, { 'exception.type': '404', 'exception.message': 'gone' });
    check({ code: 0, name: 'Name', message: 'm' }, { 'exception.type': 'Name', 'exception.message': 'm' });
    check({ name: 'OnlyName' }, { 'exception.type': 'OnlyName' });
    check({ code: '', name: '', message: 'm' }, { 'exception.type': 'Object', 'exception.message': 'm' });
    check('text', { 'exception.message': 'text' });
    check(42, { 'exception.message': '42' });
    check(undefined, { 'exception.message': 'undefined' });
    check(null, { 'exception.message': 'null' });
    check(Symbol('s'), { 'exception.message': 'Symbol(s)' });
    check(Object.create(null), {});
  });

  test('that cannot be read are recorded too', () => {
    const broken = {
      get message(): string {
        throw new Error('twice');
      },
    };
    check(broken, { 'exception.message': '[not readable]' });
    const unprintable = {
      message: {
        toString() {
          throw new Error('twice');
        },
      },
    };
    check(unprintable, { 'exception.type': 'Object', 'exception.message': '[not printable]' });
  });

  test('can have a time', () => {
    const span = start();
    span.recordException(new Error('x'), [1_700_000_000, 9]);
    expect(span.events[0].time).toEqual([1_700_000_000, 9]);
  });

  test('leave the status to the application', () => {
    const span = start();
    span.recordException(new Error('x'));
    expect(span.status).toEqual({ code: 0 });
  });
});

describe('times', () => {
  test('are those of the calls', async () => {
    const before = Date.now();
    const span = start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    span.end();
    const after = Date.now();
    const startMs = span.startTime[0] * 1000 + span.startTime[1] / 1e6;
    const durationMs = span.duration[0] * 1000 + span.duration[1] / 1e6;
    // The wall clock ticks in whole milliseconds, ours does not; their difference is corrected above 50.
    expect(startMs).toBeGreaterThan(before - 60);
    expect(startMs + durationMs).toBeLessThan(after + 60);
    expect(durationMs).toBeGreaterThan(4);
  });

  test('given by the caller are exact to the nanosecond', () => {
    const span = recorder.tracer.startSpan('work', { startTime: [1_700_000_000, 123_456_789] }) as Span;
    span.end([1_700_000_001, 23_456_788]);
    expect([span.startTime, span.endTime, span.duration]).toEqual([
      [1_700_000_000, 123_456_789],
      [1_700_000_001, 23_456_788],
      [0, 899_999_999],
    ]);
  });

  test('an end before the start is the start', () => {
    const span = recorder.tracer.startSpan('work', { startTime: [1_700_000_000, 5] }) as Span;
    span.end([1_700_000_000, 4]);
    expect([span.endTime, span.duration]).toEqual([
      [1_700_000_000, 5],
      [0, 0],
    ]);
    const same = recorder.tracer.startSpan('work', { startTime: [1_700_000_000, 5] }) as Span;
    same.end([1_700_000_000, 5]);
    expect(same.endTime).toEqual([1_700_000_000, 5]);
    const earlier = recorder.tracer.startSpan('work', { startTime: new Date() }) as Span;
    earlier.end(new Date(0));
    expect(earlier.duration).toEqual([0, 0]);
  });

  test('a span that runs has no end', () => {
    const span = start();
    expect([span.endTime, span.duration, span.ended]).toEqual([[0, 0], [0, 0], false]);
  });
});

describe('shared attributes', () => {
  const LIST = ['a', 1, 'b', 2];
  const ENCODED = encodeAttributes(SPAN_ATTRIBUTES_TAG, LIST);

  test('come before others, and stay shared as long as no other has their key', () => {
    const span = start();
    span.shareAttributes(ENCODED, LIST);
    span.setAttribute('c', 3);
    expect(span.attributes).toEqual({ a: 1, b: 2, c: 3 });
    expect(span.sharedAttributes).toBe(ENCODED);
    span.setAttribute('b', 4);
    expect(span.attributes).toEqual({ a: 1, b: 4, c: 3 });
    expect(span.sharedAttributes).toHaveLength(0);
    expect(LIST).toEqual(['a', 1, 'b', 2]);
  });

  test('count as attributes', () => {
    const limited = new SpanRecorder({ limits: { attributeCountLimit: 3 } });
    const span = limited.start();
    span.shareAttributes(ENCODED, LIST);
    span.setAttribute('c', 3).setAttribute('d', 4).setAttribute('a', 5);
    expect([span.attributes, span.droppedAttributesCount]).toEqual([{ a: 5, b: 2, c: 3 }, 1]);
  });
});
