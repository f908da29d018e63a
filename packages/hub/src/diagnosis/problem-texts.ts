import type { ProblemCode } from '../api/types.ts';

/** What a problem means, and what to do about it. */
interface ProblemText {
  readonly message: string;
  readonly mend: string;
}

/** The limits of which the messages speak. */
export const OVERSIZED_BYTES = 10_000;

export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, ProblemText>> = {
  'root-client-span': {
    message: 'Spans of outgoing calls have no parent: the calls belong to no request.',
    mend: 'Look where the context is lost before the call: a callback of a pool or an event emitter (bind it), or work that starts outside of any span (wrap it in withSpan).',
  },
  'missing-remote-parent': {
    message: 'Spans name a parent in another process that is not here.',
    mend: 'Trace the caller too and let it send to this hub; if it does, look whether it samples less, drops spans, or is stopped before it sends the last ones.',
  },
  'missing-local-parent': {
    message: 'Spans name a parent in their own process that never arrived: it was not ended, or was dropped.',
    mend: 'End every span, also when something is thrown: withSpan does. If all are ended, look at spansDropped in getTelemetryStatus().',
  },
  'dropped-attributes': {
    message: 'Spans lack attributes that were over a limit of the sender.',
    mend: 'Set fewer attributes, or raise OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT.',
  },
  'dropped-events': {
    message: 'Spans lack events that were over a limit of the sender.',
    mend: 'Record fewer events on one span, or raise OTEL_SPAN_EVENT_COUNT_LIMIT.',
  },
  'dropped-links': {
    message: 'Spans lack links that were over a limit of the sender.',
    mend: 'Link fewer spans, or raise OTEL_SPAN_LINK_COUNT_LIMIT.',
  },
  'clock-skew': {
    message: 'Spans start before their parent in another service: the clocks differ.',
    mend: 'Synchronise the clocks of both machines (NTP, chrony).',
  },
  'invalid-time': {
    message: 'Spans start more than an hour in the future.',
    mend: 'Give startTime in a unit that the API knows (milliseconds, or [seconds, nanoseconds]), and check the clock of the machine.',
  },
  'oversized-attribute': {
    message: `Spans have a text attribute of more than ${OVERSIZED_BYTES} bytes.`,
    mend: 'Leave bodies and documents out of attributes, or set OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT.',
  },
  'unnamed-service': {
    message: 'Spans come from a service without a name.',
    mend: 'Set OTEL_SERVICE_NAME for it.',
  },
  'duplicate-span-id': {
    message: 'Spans share their id with another span of the trace.',
    mend: 'Look for a sender that exports twice, or for ids that are made from a seeded generator.',
  },
};
