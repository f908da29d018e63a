import { describe, expect, it } from 'vitest';
import { createSpan } from '../export/fixtures/create-batch.ts';
import { TraceBuffer } from './trace-buffer.ts';
import type { ServiceSpan } from './trace-tree.ts';

const REMOTE = 0x301;

function span(traceId: string, spanId: string, parentSpanId = '', flags = 0x101): ServiceSpan {
  return { span: createSpan({ traceId, spanId, parentSpanId, flags }), service: 'test' };
}

const ids = (spans: readonly ServiceSpan[]): string[] => spans.map(({ span: { spanId } }) => spanId).toSorted();

describe('a trace', () => {
  it('comes out whole when its root arrives', () => {
    const buffer = new TraceBuffer(100);
    expect(buffer.add([span('t', 'c', 'b')], 0)).toEqual([]);
    expect(buffer.add([span('t', 'b', 'a'), span('u', 'z', 'y')], 1)).toEqual([]);
    expect(buffer.size).toBe(3);
    expect(ids(buffer.add([span('t', 'a')], 2))).toEqual(['a', 'b', 'c']);
    expect(buffer.size).toBe(1);
  });

  it('begins at a span whose parent is remote, and leaves other such spans alone', () => {
    const buffer = new TraceBuffer(100);
    buffer.add([span('t', 'b', 'a'), span('t', 'y', 'x')], 0);
    expect(ids(buffer.add([span('t', 'a', 'remote', REMOTE)], 1))).toEqual(['a', 'b']);
    expect(ids(buffer.add([span('t', 'x', 'remote', REMOTE)], 2))).toEqual(['x', 'y']);
    expect(buffer.size).toBe(0);
  });

  it('is given out incomplete after its time', () => {
    const buffer = new TraceBuffer(100);
    buffer.add([span('t', 'b', 'a')], 10);
    buffer.add([span('u', 'z', 'y'), span('t', 'c', 'a')], 20);
    expect(ids(buffer.takeOlderThan(9))).toEqual([]);
    expect(ids(buffer.takeOlderThan(10))).toEqual(['b', 'c']);
    expect(ids(buffer.takeAll())).toEqual(['z']);
    expect(buffer.size).toBe(0);
  });

  it('with parents in a circle does no harm', () => {
    const buffer = new TraceBuffer(100);
    buffer.add([span('t', 'b', 'c'), span('t', 'c', 'b'), span('t', 'd', 'd')], 0);
    expect(ids(buffer.add([span('t', 'a')], 1))).toEqual(['a']);
    expect(ids(buffer.takeAll())).toEqual(['b', 'c', 'd']);
  });
});

it('keeps as many spans as it may, and gives out the oldest traces beyond', () => {
  const buffer = new TraceBuffer(3);
  expect(buffer.add([span('t', 'b', 'a'), span('u', 'y', 'x'), span('u', 'z', 'x')], 0)).toEqual([]);
  expect(ids(buffer.add([span('v', 'k', 'j')], 1))).toEqual(['b']);
  expect(buffer.size).toBe(3);
});
