import { type Baggage as ApiBaggage, createContextKey, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  appendSpan,
  Chunk,
  encodeAttributes,
  encodeResource,
  encodeScope,
  joinTraceRequest,
  SPAN_ATTRIBUTES_TAG,
} from '@throughline/wire';
import { decodeTraceRequest } from '@throughline/wire/decode';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createBaggage } from '../context/baggage.ts';
import { ROOT, withBaggage } from '../context/context.ts';
import { ALWAYS_OFF } from '../sampling/always.ts';
import type { BaggageRules } from './baggage-attributes.ts';
import { collectReports } from './fixtures/reports.ts';
import { SpanRecorder } from './fixtures/span-recorder.ts';
import type { Span } from './span.ts';

const lines = collectReports();
const NO_RULES: BaggageRules = { attributes: [], hashedAttributes: [], hashKey: 'k' };
const hmac = (value: string): string => createHmac('sha256', 'k').update(value).digest('hex');

const baggageOf = (values: Record<string, string>): ApiBaggage =>
  createBaggage(new Map(Object.entries(values).map(([key, value]) => [key, { value, metadata: '' }])));

function start(rules: Partial<BaggageRules>, baggage: ApiBaggage | undefined): Span {
  const recorder = new SpanRecorder({ baggage: { ...NO_RULES, ...rules } });
  const context = baggage === undefined ? ROOT : withBaggage(ROOT, baggage);
  return recorder.tracer.startSpan('work', { attributes: { own: 1 } }, context) as Span;
}

describe('attributes from baggage', () => {
  const all = { customer: 'customer-123', email: 'a@example.com', empty: '', note: 'token=abcdefghijk', password: 'x' };
  const check = (rules: Partial<BaggageRules>, expected: object): void =>
    expect(start(rules, baggageOf(all)).attributes).toEqual({ ...expected, own: 1 });

  test('are those that are listed', () => {
    check({}, {});
    check({ attributes: ['customer', 'missing'] }, { 'baggage.customer': 'customer-123' });
    check({ attributes: ['empty'] }, { 'baggage.empty': '' });
    check({ hashedAttributes: ['email'] }, { 'baggage.email': hmac('a@example.com') });
    check({ attributes: ['email'], hashedAttributes: ['email'] }, { 'baggage.email': hmac('a@example.com') });
    check(
      { attributes: ['customer'], hashedAttributes: ['email', 'missing'] },
      { 'baggage.customer': 'customer-123', 'baggage.email': hmac('a@example.com') },
    );
  });

  test('hold no secret', () => {
    check(
      { attributes: ['note', 'password'] },
      { 'baggage.note': 'token=[REDACTED]', 'baggage.password': '[REDACTED]' },
    );
  });

  test('are none without baggage, whoever made the context', () => {
    const rules = { attributes: ['customer'] };
    expect(start(rules, undefined).attributes).toEqual({ own: 1 });
    const recorder = new SpanRecorder({ baggage: { ...NO_RULES, ...rules } });
    for (const context of [ROOT.setValue(createContextKey('x'), 1), ROOT_CONTEXT]) {
      expect((recorder.tracer.startSpan('work', {}, context) as Span).attributes).toEqual({});
    }
    const foreign = withBaggage(ROOT_CONTEXT, propagation.createBaggage({ customer: { value: 'c' } }));
    expect((recorder.tracer.startSpan('work', {}, foreign) as Span).attributes).toEqual({ 'baggage.customer': 'c' });
  });

  test('may be replaced by what the code says itself, for one span only', () => {
    const recorder = new SpanRecorder({ baggage: { ...NO_RULES, attributes: ['customer'] } });
    const context = withBaggage(ROOT, baggageOf(all));
    const attributes = { 'baggage.customer': 'other' };
    const [first, second] = [{ attributes }, {}].map((options) => recorder.tracer.startSpan('work', options, context));
    first.setAttribute('later', true);
    expect((first as Span).attributes).toEqual({ 'baggage.customer': 'other', later: true });
    expect((second as Span).attributes).toEqual({ 'baggage.customer': 'customer-123' });
  });

  test('of a root span are those of the context, of one that is not recorded none', () => {
    const recorder = new SpanRecorder({ baggage: { ...NO_RULES, attributes: ['customer'] } });
    const context = withBaggage(ROOT, baggageOf(all));
    const span = recorder.tracer.startSpan('work', { root: true }, context) as Span;
    expect(span.attributes).toEqual({ 'baggage.customer': 'customer-123' });
    const unsampled = new SpanRecorder({ sampler: ALWAYS_OFF, baggage: { ...NO_RULES, attributes: ['customer'] } });
    expect(unsampled.tracer.startSpan('work', {}, context).isRecording()).toBe(false);
  });
});

describe('beside attributes that instrumentations share', () => {
  const recorder = new SpanRecorder({ baggage: { ...NO_RULES, attributes: ['customer'] } });
  const shared = ['http.request.method', 'GET'];
  const startShared = (): Span => {
    const context = withBaggage(ROOT, baggageOf({ customer: 'c' }));
    const span = recorder.tracer.startSpan('GET', {}, context) as Span;
    span.shareAttributes(encodeAttributes(SPAN_ATTRIBUTES_TAG, shared), shared);
    return span;
  };
  /** What goes out: each key once. */
  const sent = (span: Span): unknown[] => {
    span.end();
    const chunk = new Chunk();
    appendSpan(chunk, span);
    const scope = { header: encodeScope({ name: '' }), spans: chunk.written() };
    const { resourceSpans } = decodeTraceRequest(joinTraceRequest(encodeResource([]), [scope]));
    return resourceSpans[0].scopeSpans[0].spans[0].attributes.map(({ key, value }) => [key, value]);
  };
  const customer = ['baggage.customer', 'c'];

  test('both go out', () => {
    expect(sent(startShared())).toEqual([customer, shared]);
    expect(sent(startShared().setAttribute('own', 'x'))).toEqual([customer, shared, ['own', 'x']]);
  });

  test('each may be replaced, and is there once', () => {
    expect(sent(startShared().setAttribute('baggage.customer', 'other'))).toEqual([
      ['baggage.customer', 'other'],
      shared,
    ]);
    expect(sent(startShared().setAttribute('http.request.method', 'PUT'))).toEqual([
      customer,
      ['http.request.method', 'PUT'],
    ]);
  });

  test('both are seen before the end and after it', () => {
    const span = startShared();
    const attributes = { 'baggage.customer': 'c', 'http.request.method': 'GET' };
    expect(span.attributes).toEqual(attributes);
    span.end();
    expect(span.attributes).toEqual(attributes);
  });
});

test.each([63, 64, 65, 66])('a limit of %i attributes holds, whoever sets them', (attributeCountLimit) => {
  const rules = { ...NO_RULES, attributes: ['a', 'b'] };
  const recorder = new SpanRecorder({ limits: { attributeCountLimit }, baggage: rules });
  const context = withBaggage(ROOT, baggageOf({ a: '1', b: '2' }));
  const span = recorder.tracer.startSpan('work', {}, context) as Span;
  for (let index = 0; index < 70; index++) span.setAttribute(`k${index}`, index);
  span.end();
  expect(Object.keys(span.attributes)).toHaveLength(attributeCountLimit);
  expect(span.attributes).toMatchObject({ 'baggage.a': '1', 'baggage.b': '2' });
  expect(span.droppedAttributesCount).toBe(72 - attributeCountLimit);
});

test('the limits of attributes are theirs, too: the second is the last, the fifth character as well', () => {
  const recorder = new SpanRecorder({
    limits: { attributeCountLimit: 2, attributeValueLengthLimit: 5 },
    baggage: { ...NO_RULES, attributes: ['a', 'b', 'c'] },
  });
  const startWith = (values: Record<string, string>): Span =>
    recorder.tracer.startSpan('work', {}, withBaggage(ROOT, baggageOf(values))) as Span;
  const fits = startWith({ a: '12345', b: '1' });
  expect([fits.attributes, fits.droppedAttributesCount]).toEqual([{ 'baggage.a': '12345', 'baggage.b': '1' }, 0]);
  const over = startWith({ a: '123456', b: '1', c: '2' }).setAttribute('own', 1);
  expect([over.attributes, over.droppedAttributesCount]).toEqual([{ 'baggage.a': '12345', 'baggage.b': '1' }, 2]);
});

test('baggage that cannot be read costs nothing but its attributes, and is reported', () => {
  const broken = {
    getEntry(): never {
      throw new Error('broken');
    },
  } as unknown as ApiBaggage;
  expect(start({ attributes: ['a'] }, broken).attributes).toEqual({ own: 1 });
  expect(start({ attributes: ['a'] }, 'text' as never).attributes).toEqual({ own: 1 });
  expect(lines).toEqual(['throughline warn: cannot read baggage: Error: broken; its attributes are left out']);
});
