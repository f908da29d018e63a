// The `ot` member of a trace state: `ot=th:c;rv:6e6d1a75832a2f`, sub-keys by semicolons.
// https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/
import { parseTraceState } from '@throughline/wire';
import { report } from '../diagnostics/reporter.ts';
import { parseRandomness, parseThreshold, type Uint56 } from './trace-randomness.ts';

/** Longest value of the member. */
const MAX_LENGTH = 256;

/** What a trace state says about sampling. What is missing or malformed is `undefined`. */
export interface SamplingState {
  /** `th`: the threshold that the span was sampled with. */
  readonly threshold: Uint56 | undefined;
  /** `rv`: the randomness to use in place of the trace id's. */
  readonly randomness: Uint56 | undefined;
}

const NOTHING: SamplingState = { threshold: undefined, randomness: undefined };

// All spans of a trace here mostly have one text, so the last answer is mostly the next one.
let lastText = '';
let lastState = NOTHING;

/** Reads the `ot` member of a `tracestate` text. */
export function readSamplingState(traceState: string): SamplingState {
  if (traceState === lastText) return lastState;
  const members = findMember(traceState)?.split(';') ?? [];
  lastText = traceState;
  lastState = {
    threshold: parseThreshold(valueOf(members, 'th')),
    randomness: parseRandomness(valueOf(members, 'rv')),
  };
  return lastState;
}

/** `traceState` with `th` set, everything else kept. Without `th` where the member would get too long. */
export function withThreshold(traceState: string, threshold: string): string {
  const others = otherMembers(findMember(traceState));
  const value = [...others, `th:${threshold}`].join(';');
  if (value.length <= MAX_LENGTH) return setMember(traceState, value);
  report('warn', `cannot set th in the trace state: got ${value.length} characters for ot, need at most ${MAX_LENGTH}`);
  return withoutThreshold(traceState);
}

/** `traceState` without `th`, everything else kept. */
export function withoutThreshold(traceState: string): string {
  const member = findMember(traceState);
  if (member === undefined || !/(?:^|;)th:/.test(member)) return traceState;
  return setMember(traceState, otherMembers(member).join(';'));
}

function findMember(traceState: string): string | undefined {
  // Fast path: no `ot` in it at all.
  if (!traceState.includes('ot=')) return undefined;
  return parseTraceState(traceState)?.get('ot');
}

function otherMembers(member: string | undefined): string[] {
  if (member === undefined) return [];
  return member.split(';').filter((part) => part !== '' && !part.startsWith('th:'));
}

function valueOf(members: readonly string[], key: string): string {
  const found = members.find((member) => member.startsWith(`${key}:`));
  return found === undefined ? '' : found.slice(key.length + 1);
}

/** A text that is no trace state stays as it is: it is not ours to repair. */
function setMember(traceState: string, value: string): string {
  const state = parseTraceState(traceState);
  if (state === undefined) return traceState;
  return (value === '' ? state.unset('ot') : state.set('ot', value)).serialize();
}
