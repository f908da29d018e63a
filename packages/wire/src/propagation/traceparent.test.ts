import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSpanId, formatTraceId, parseHexByte, parseHexWord } from './hex.ts';
import { FLAG_RANDOM, FLAG_SAMPLED, formatTraceparent, parseTraceparent } from './traceparent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${SPAN}-01`;

/** `expected`: the header of version 00 that the parsed parent formats to, or `undefined` for a malformed text. */
function check(text: string, expected: string | undefined): void {
  const parent = parseTraceparent(text);
  expect(parent && formatTraceparent(parent, parent.flags), text).toBe(expected);
}

test('accepts version 00 of exactly 55 characters', () => {
  check(VALID, VALID);
  check(`00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`);
  check(`00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-03`, `00-${'f'.repeat(32)}-${'f'.repeat(16)}-03`);
  check(
    `00-00000000000000000000000000000001-0000000000000001-00`,
    `00-${'1'.padStart(32, '0')}-${'1'.padStart(16, '0')}-00`,
  );
  check(`00-80000000000000000000000000000000-8000000000000000-00`, `00-8${'0'.repeat(31)}-8${'0'.repeat(15)}-00`);
});

test('keeps the flags that Level 2 knows and clears the others', () => {
  check(`00-${TRACE}-${SPAN}-02`, `00-${TRACE}-${SPAN}-02`);
  check(`00-${TRACE}-${SPAN}-03`, `00-${TRACE}-${SPAN}-03`);
  check(`00-${TRACE}-${SPAN}-04`, `00-${TRACE}-${SPAN}-00`);
  check(`00-${TRACE}-${SPAN}-ff`, `00-${TRACE}-${SPAN}-03`);
  expect(parseTraceparent(`00-${TRACE}-${SPAN}-ff`)?.flags).toBe(FLAG_SAMPLED | FLAG_RANDOM);
  expect(formatTraceparent(parseTraceparent(VALID)!, 0xff)).toBe(`00-${TRACE}-${SPAN}-03`);
});

test('reads a future version, which may go on behind a dash', () => {
  check(`01-${TRACE}-${SPAN}-01`, VALID);
  check(`cc-${TRACE}-${SPAN}-01-`, VALID);
  check(`fe-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, VALID);
  check(`01-${TRACE}-${SPAN}-01.what`, undefined);
  check(`01-${TRACE}-${SPAN}-010`, undefined);
  check(`01-${TRACE}-${SPAN}-0`, undefined);
});

test.each([
  ['empty', ''],
  ['version ff', `ff-${TRACE}-${SPAN}-01`],
  ['version in upper case', `0A-${TRACE}-${SPAN}-01`],
  ['version not hex', `0g-${TRACE}-${SPAN}-01`],
  ['version of one digit', `0-${TRACE}-${SPAN}-011`],
  ['54 characters', VALID.slice(0, 54)],
  ['56 characters', `${VALID}0`],
  ['version 00 that goes on', `${VALID}-`],
  ['version 00 that goes on with text', `${VALID}-what`],
  ['trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['trace id in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['span id in upper case', `00-${TRACE}-${SPAN.toUpperCase()}-01`],
  ['flags in upper case', `00-${TRACE}-${SPAN}-0F`],
  ['flags not hex', `00-${TRACE}-${SPAN}-0.`],
  ['no dash behind the version', `00_${TRACE}-${SPAN}-01`],
  ['no dash behind the trace id', `00-${TRACE}_${SPAN}-01`],
  ['no dash behind the span id', `00-${TRACE}-${SPAN}_01`],
  ['dash inside the trace id', `00-${TRACE.slice(0, 31)}--${SPAN}-01`],
  ['leading space', ` ${VALID.slice(0, 54)}`],
  ['trailing space', `${VALID} `],
  ['two headers joined', `${VALID},${VALID}`],
  ['full-width digit', VALID.replace('0af', '\uff10af')],
  // Its low byte is the code of '0'.
  ['letter with the low byte of a digit', VALID.replace('0af', '\u0130af')],
  ['letter with the low 7 bits of a digit', VALID.replace('0af', '\u00b0af')],
])('rejects %s', (_, text) => check(text, undefined));

test('rejects every other character at every position of the ids and flags', () => {
  const others = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((c) => !/[0-9a-f]/.test(c));
  for (let position = 0; position < VALID.length; position++) {
    for (const other of others) {
      if (other === VALID[position]) continue;
      check(VALID.slice(0, position) + other + VALID.slice(position + 1), undefined);
    }
  }
});

test('words are signed 32-bit integers', () => {
  expect(parseTraceparent(VALID)).toEqual({
    traceWord0: 0x0af76519,
    traceWord1: 0x16cd43dd,
    traceWord2: 0x8448eb21 | 0,
    traceWord3: 0x1c80319c,
    spanWord0: 0xb7ad6b71 | 0,
    spanWord1: 0x69203331,
    flags: 1,
  });
});

const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

test('what is formatted is parsed to the same words', () => {
  const ids = fc.record({
    traceWord0: word,
    traceWord1: word,
    traceWord2: word,
    traceWord3: word.filter((value) => value !== 0),
    spanWord0: word,
    spanWord1: word.filter((value) => value !== 0),
  });
  fc.assert(
    fc.property(ids, fc.integer({ min: 0, max: 3 }), (identity, flags) => {
      expect(parseTraceparent(formatTraceparent(identity, flags))).toEqual({ ...identity, flags });
      expect(formatTraceparent(identity, flags)).toBe(
        `00-${formatTraceId(identity)}-${formatSpanId(identity.spanWord0, identity.spanWord1)}-0${flags}`,
      );
    }),
  );
});

test('parseHexWord and parseHexByte say NaN where digits are missing', () => {
  expect(parseHexWord('zzffffffff', 2)).toBe(-1);
  expect(parseHexWord('ffffffff', 1)).toBeNaN();
  expect(parseHexWord('ffffffff', -1)).toBeNaN();
  expect(parseHexWord('', 0)).toBeNaN();
  expect(parseHexByte('7f', 0)).toBe(0x7f);
  expect(parseHexByte('7', 0)).toBeNaN();
});
