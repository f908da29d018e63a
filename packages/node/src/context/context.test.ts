import { createRequire } from 'node:module';
import { createContextKey, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  deleteRPCMetadata,
  getRPCMetadata,
  isTracingSuppressed,
  RPCType,
  setRPCMetadata,
  suppressTracing,
  unsuppressTracing,
} from '@opentelemetry/core';
import { describe, expect, test } from 'vitest';
import { Baggage } from './baggage.ts';
import {
  getBaggage,
  getSpan,
  isSuppressed,
  ROOT,
  SUPPRESSED,
  withBaggage,
  withServerSpan,
  withSpan,
} from './context.ts';
import { findForeignRoute } from './rpc-metadata.ts';

const A = createContextKey('a');
const B = createContextKey('b');
const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

describe('TraceContext', () => {
  test('set and delete make copies', () => {
    const first = ROOT.setValue(A, 1);
    const second = first.setValue(A, 2).setValue(B, 3);
    const third = second.deleteValue(A);
    const values = [ROOT, first, second, third].map((context) => [context.getValue(A), context.getValue(B)]);
    expect(values).toEqual([
      [undefined, undefined],
      [1, undefined],
      [2, 3],
      [undefined, 3],
    ]);
  });

  test('the span is a value like any other to the API, and a field to us', () => {
    const context = trace.setSpan(ROOT.setValue(A, 1), span);
    expect(getSpan(context)).toBe(span);
    expect(trace.getSpan(context)).toBe(span);
    expect(context.getValue(A)).toBe(1);
    const without = trace.deleteSpan(context);
    expect(getSpan(without)).toBeUndefined();
    expect(without.getValue(A)).toBe(1);
    expect(getSpan(context)).toBe(span);
  });

  test.each([
    ['the root', ROOT, true],
    ['only a span', ROOT.withSpan(span), true],
    ['a value', ROOT.setValue(A, 1), false],
    ['a value and a span', ROOT.setValue(A, 1).withSpan(span), false],
  ])('with %s, isPlain is %s', (_, context, isPlain) => {
    expect(context.isPlain).toBe(isPlain);
  });

  test('a value that is set to undefined is not there', () => {
    expect(ROOT.setValue(A, 1).setValue(A, undefined).getValue(A)).toBeUndefined();
  });
});

const CONTEXTS = [
  ['our own', ROOT],
  ["the API's", ROOT_CONTEXT],
] as const;

describe.each(CONTEXTS)('%s context', (_, root) => {
  test('takes a span', () => {
    const context = withSpan(root, span);
    expect(getSpan(context)).toBe(span);
    expect(trace.getSpan(context)).toBe(span);
    expect(getSpan(root)).toBeUndefined();
  });

  test('takes baggage', () => {
    const baggage = new Baggage();
    expect(getBaggage(withBaggage(root, baggage))).toBe(baggage);
    expect(getBaggage(root)).toBeUndefined();
  });

  test("knows the SDK's suppression, and its end", () => {
    const quiet = suppressTracing(root);
    expect(isSuppressed(root)).toBe(false);
    expect(isSuppressed(quiet)).toBe(true);
    expect(isSuppressed(withSpan(quiet, span))).toBe(true);
    expect(isSuppressed(unsuppressTracing(quiet))).toBe(false);
  });
});

test("our suppressed context is one to the SDK's code", () => {
  expect(isTracingSuppressed(SUPPRESSED)).toBe(true);
});

describe('RPC metadata', () => {
  const other = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const request = withServerSpan(ROOT, span);

  test('is that of the request, also in contexts inside of it, and a route of somebody else is found by its span', () => {
    expect(findForeignRoute(span)).toBe('');
    const inner = trace.setSpan(request.setValue(A, 1), other).deleteValue(B);
    const metadata = getRPCMetadata(inner);
    expect(metadata).toEqual({ type: RPCType.HTTP, span, route: undefined });
    expect(getRPCMetadata(request)).toBe(metadata);
    metadata!.route = '/users/:id';
    expect([findForeignRoute(span), findForeignRoute(other)]).toEqual(['/users/:id', '']);
  });

  test('set by somebody, is theirs; deleted, is gone', () => {
    const theirs = { type: RPCType.HTTP, span: other } as const;
    expect(getRPCMetadata(setRPCMetadata(request, theirs))).toBe(theirs);
    expect(getRPCMetadata(deleteRPCMetadata(request))).toBeUndefined();
    expect(getSpan(deleteRPCMetadata(request))).toBe(span);
  });

  test('is nowhere outside of a request', () => {
    expect(getRPCMetadata(ROOT.withSpan(span))).toBeUndefined();
    const foreign = withServerSpan(ROOT_CONTEXT, span);
    expect([getSpan(foreign), getRPCMetadata(foreign)]).toEqual([span, undefined]);
  });

  test('has one key in every version of @opentelemetry/core', async () => {
    const ofSdk2 = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/sdk-trace-base'));
    const core2 = ofSdk2('@opentelemetry/core') as { getRPCMetadata: typeof getRPCMetadata };
    expect(core2.getRPCMetadata).not.toBe(getRPCMetadata);
    expect(core2.getRPCMetadata(request)).toBe(getRPCMetadata(request));
  });
});
