// B3, https://github.com/openzipkin/b3-propagation: one header `b3`, or several `X-B3-…` headers.
import { formatSpanId, formatTraceId, parseHexWord } from './hex.ts';
import type { TraceIdentity } from './hex.ts';

/** `defer`: the receiver decides. `debug`: sampled whatever the sampler says. */
export type B3Sampling = 'defer' | 'deny' | 'accept' | 'debug';

/** What B3 headers say. */
export interface B3State {
  /** `undefined` when only a sampling decision was sent. A 64-bit trace id has the words 0 and 1 zero. */
  readonly parent: TraceIdentity | undefined;
  readonly sampling: B3Sampling;
}

/** The texts of the `X-B3-…` headers, `undefined` where a header is absent. */
export interface B3Headers {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly parentSpanId?: string | undefined;
  readonly sampled?: string | undefined;
  readonly flags?: string | undefined;
}

const SHORT_ID_LENGTH = 16;
const LONG_ID_LENGTH = 32;
/** `{32}-{16}-{1}-{16}` */
const MAX_SINGLE_LENGTH = 68;

/**
 * Parses a single `b3` header: `{trace id}-{span id}[-{0|1|d}][-{parent span id}]`, or a decision alone (`0`, `1`, `d`).
 * The parent span id is checked and not kept.
 *
 * @returns `undefined` for anything malformed: upper-case hex, ids of another length or of zeros, an unknown decision.
 */
export function parseB3Single(text: string): B3State | undefined {
  if (text.length === 1) {
    const sampling = parseDecision(text);
    return sampling && { parent: undefined, sampling };
  }
  if (text.length > MAX_SINGLE_LENGTH) return undefined;
  const [traceId, spanId, third, fourth, ...rest] = text.split('-');
  const parent = parseIds(traceId, spanId);
  if (parent === undefined || rest.length > 0) return undefined;
  // Brave leaves out a deferred decision even before a parent span id.
  if (third !== undefined && fourth === undefined && isSpanId(third)) return { parent, sampling: 'defer' };
  const sampling = third === undefined ? 'defer' : parseDecision(third);
  return sampling === undefined || !isAbsentOrSpanId(fourth) ? undefined : { parent, sampling };
}

/**
 * Parses the texts of `X-B3-TraceId`, `X-B3-SpanId`, `X-B3-ParentSpanId`, `X-B3-Sampled` and `X-B3-Flags`. The
 * `true` and `false` of old tracers are accepted for `X-B3-Sampled`; `X-B3-Flags` counts only as `1` (debug).
 *
 * @returns `undefined` when no header is there or one is malformed.
 */
export function parseB3Multi(headers: B3Headers): B3State | undefined {
  const { traceId, spanId, parentSpanId, sampled, flags } = headers;
  const sampling = flags === '1' ? 'debug' : parseSampled(sampled);
  if (sampling === undefined || !isAbsentOrSpanId(parentSpanId)) return undefined;
  if (traceId === undefined && spanId === undefined) {
    return sampling === 'defer' ? undefined : { parent: undefined, sampling };
  }
  const parent = parseIds(traceId, spanId);
  return parent && { parent, sampling };
}

/** Formats a single `b3` header with a 128-bit trace id. Without ids: the decision alone, `''` when it is deferred. */
export function formatB3Single(ids: TraceIdentity | undefined, sampling: B3Sampling): string {
  const decision = formatDecision(sampling);
  if (ids === undefined) return decision;
  const text = `${formatTraceId(ids)}-${formatSpanId(ids.spanWord0, ids.spanWord1)}`;
  return decision === '' ? text : `${text}-${decision}`;
}

/** Formats the `X-B3-…` headers. `debug` is sent as `flags`, without `sampled`, as B3 asks. */
export function formatB3Multi(ids: TraceIdentity | undefined, sampling: B3Sampling): B3Headers {
  const decision = formatDecision(sampling);
  return {
    ...(ids && { traceId: formatTraceId(ids), spanId: formatSpanId(ids.spanWord0, ids.spanWord1) }),
    ...(sampling === 'debug' && { flags: '1' }),
    ...((decision === '0' || decision === '1') && { sampled: decision }),
  };
}

function parseIds(traceId: string | undefined, spanId: string | undefined): TraceIdentity | undefined {
  if (traceId === undefined || spanId === undefined || spanId.length !== SHORT_ID_LENGTH) return undefined;
  const long = traceId.length === LONG_ID_LENGTH;
  if (!long && traceId.length !== SHORT_ID_LENGTH) return undefined;
  const traceWord0 = long ? parseHexWord(traceId, 0) : 0;
  const traceWord1 = long ? parseHexWord(traceId, 8) : 0;
  const traceWord2 = parseHexWord(traceId, traceId.length - 16);
  const traceWord3 = parseHexWord(traceId, traceId.length - 8);
  const spanWord0 = parseHexWord(spanId, 0);
  const spanWord1 = parseHexWord(spanId, 8);
  if (Number.isNaN(traceWord0 + traceWord1 + traceWord2 + traceWord3 + spanWord0 + spanWord1)) return undefined;
  if ((traceWord0 | traceWord1 | traceWord2 | traceWord3) === 0 || (spanWord0 | spanWord1) === 0) return undefined;
  return { traceWord0, traceWord1, traceWord2, traceWord3, spanWord0, spanWord1 };
}

function isAbsentOrSpanId(text: string | undefined): boolean {
  return text === undefined || isSpanId(text);
}

function isSpanId(text: string): boolean {
  return text.length === SHORT_ID_LENGTH && !Number.isNaN(parseHexWord(text, 0) + parseHexWord(text, 8));
}

function parseDecision(text: string): B3Sampling | undefined {
  if (text === '1') return 'accept';
  if (text === '0') return 'deny';
  return text === 'd' ? 'debug' : undefined;
}

function parseSampled(text: string | undefined): B3Sampling | undefined {
  if (text === undefined) return 'defer';
  if (text === '1' || text === 'true') return 'accept';
  return text === '0' || text === 'false' ? 'deny' : undefined;
}

function formatDecision(sampling: B3Sampling): string {
  if (sampling === 'accept') return '1';
  if (sampling === 'deny') return '0';
  return sampling === 'debug' ? 'd' : '';
}
