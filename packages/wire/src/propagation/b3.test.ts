import { expect, test } from 'vitest';
import { formatB3Multi, formatB3Single, parseB3Multi, parseB3Single } from './b3.ts';
import type { B3Headers } from './b3.ts';

const TRACE = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN = 'e457b5a2e4d86bd1';
const PARENT = '05e3ac9a4f6e3b90';
const SHORT = '64fe8b2a57d3eff7';

/** `expected`: what the parsed state formats to, or `undefined` for a malformed text. */
function checkSingle(text: string, expected: string | undefined): void {
  const state = parseB3Single(text);
  expect(state && formatB3Single(state.parent, state.sampling), text).toBe(expected);
}

function checkMulti(headers: B3Headers, expected: B3Headers | undefined): void {
  const state = parseB3Multi(headers);
  expect(state && formatB3Multi(state.parent, state.sampling), JSON.stringify(headers)).toEqual(expected);
}

test('parses and formats a single header', () => {
  checkSingle(`${TRACE}-${SPAN}`, `${TRACE}-${SPAN}`);
  checkSingle(`${TRACE}-${SPAN}-0`, `${TRACE}-${SPAN}-0`);
  checkSingle(`${TRACE}-${SPAN}-1`, `${TRACE}-${SPAN}-1`);
  checkSingle(`${TRACE}-${SPAN}-d`, `${TRACE}-${SPAN}-d`);
  checkSingle(`${TRACE}-${SPAN}-1-${PARENT}`, `${TRACE}-${SPAN}-1`);
  checkSingle(`${TRACE}-${SPAN}-${PARENT}`, `${TRACE}-${SPAN}`);
  checkSingle(`${SHORT}-${SPAN}-1`, `${'0'.repeat(16)}${SHORT}-${SPAN}-1`);
  for (const decision of ['0', '1', 'd']) checkSingle(decision, decision);
  expect(formatB3Single(undefined, 'defer')).toBe('');
});

test.each([
  '',
  'x',
  '2',
  'true',
  '-',
  `${TRACE}`,
  `${TRACE}-`,
  `-${SPAN}`,
  `${TRACE}-${SPAN}-`,
  `${TRACE}-${SPAN}-x`,
  `${TRACE}-${SPAN}-D`,
  `${TRACE}-${SPAN}-true`,
  `${TRACE}-${SPAN}-1-`,
  `${TRACE}-${SPAN}-1-${SHORT}0`,
  `${TRACE}-${SPAN}-1-${PARENT.slice(1)}`,
  `${TRACE}-${SPAN}-1-${PARENT}-`,
  `${TRACE}-${SPAN}-${PARENT}-1`,
  `${TRACE.toUpperCase()}-${SPAN}-1`,
  `${TRACE}-${SPAN.toUpperCase()}-1`,
  `${TRACE}-${SPAN}-1-${PARENT.toUpperCase()}`,
  `${TRACE.slice(1)}-${SPAN}-1`,
  `${TRACE}0-${SPAN}-1`,
  `${SHORT.slice(1)}-${SPAN}-1`,
  `${SHORT}0-${SPAN}-1`,
  `${TRACE}-${SPAN.slice(1)}-1`,
  `${TRACE}-${SPAN}0-1`,
  `${'0'.repeat(32)}-${SPAN}-1`,
  `${'0'.repeat(16)}-${SPAN}-1`,
  `${TRACE}-${'0'.repeat(16)}-1`,
  ` ${TRACE}-${SPAN}-1`,
  `${TRACE}-${SPAN}-1 `,
  `g${TRACE.slice(1)}-${SPAN}-1`,
])('rejects the single header %j', (text) => checkSingle(text, undefined));

test('parses and formats several headers', () => {
  const ids = { traceId: TRACE, spanId: SPAN };
  checkMulti(ids, ids);
  checkMulti({ ...ids, sampled: '1' }, { ...ids, sampled: '1' });
  checkMulti({ ...ids, sampled: '0', parentSpanId: PARENT }, { ...ids, sampled: '0' });
  checkMulti({ ...ids, sampled: 'true' }, { ...ids, sampled: '1' });
  checkMulti({ ...ids, sampled: 'false' }, { ...ids, sampled: '0' });
  checkMulti({ ...ids, flags: '1' }, { ...ids, flags: '1' });
  checkMulti({ ...ids, flags: '1', sampled: '0' }, { ...ids, flags: '1' });
  checkMulti({ ...ids, flags: '0', sampled: '0' }, { ...ids, sampled: '0' });
  checkMulti({ traceId: SHORT, spanId: SPAN }, { traceId: `${'0'.repeat(16)}${SHORT}`, spanId: SPAN });
  checkMulti({ sampled: '0' }, { sampled: '0' });
  checkMulti({ flags: '1' }, { flags: '1' });
});

test.each<B3Headers>([
  {},
  { flags: '0' },
  { traceId: TRACE },
  { spanId: SPAN },
  { traceId: '', spanId: SPAN },
  { traceId: TRACE, spanId: '' },
  { traceId: TRACE, spanId: SPAN, sampled: '' },
  { traceId: TRACE, spanId: SPAN, sampled: 'd' },
  { traceId: TRACE, spanId: SPAN, sampled: 'TRUE' },
  { traceId: TRACE, spanId: SPAN, parentSpanId: '' },
  { traceId: TRACE, spanId: SPAN, parentSpanId: '-' },
  { traceId: TRACE.toUpperCase(), spanId: SPAN },
  { traceId: `${TRACE}0`, spanId: SPAN },
  { traceId: '0'.repeat(32), spanId: SPAN },
  { traceId: TRACE, spanId: '0'.repeat(16) },
])('rejects the headers %j', (headers) => checkMulti(headers, undefined));

test('a 64-bit trace id has its first two words zero', () => {
  expect(parseB3Single(`${SHORT}-${SPAN}`)).toEqual({
    parent: {
      traceWord0: 0,
      traceWord1: 0,
      traceWord2: 0x64fe8b2a,
      traceWord3: 0x57d3eff7,
      spanWord0: 0xe457b5a2 | 0,
      spanWord1: 0xe4d86bd1 | 0,
    },
    sampling: 'defer',
  });
});
