import type { CapturedSpan } from './captured-span.ts';
import { formatExpectedException, matchesException } from './exception.ts';
import { formatException, formatStatus } from './format-spans.ts';
import {
  describeSpanName,
  formatAttributes,
  formatExpected,
  formatValue,
  matchesAttributes,
  matchesValue,
} from './match-value.ts';
import type { EventExpectation, SpanTree } from './tree.ts';

/** A line of the diff: on both sides, or with `undefined` where one side has nothing. */
export interface Row {
  readonly expected: string | undefined;
  readonly actual: string | undefined;
  readonly fits: boolean;
}

/** The lines of one span, without its children: its name, then what was expected of it. */
export function compareSpan(expected: SpanTree, actual: CapturedSpan): Row[] {
  const name = describeSpanName(expected.name);
  return [
    toRow(matchesValue(actual.name, expected.name), name, actual.name),
    ...compareKind(expected, actual),
    ...compareStatus(expected, actual),
    ...compareAttributes(expected, actual),
    ...compareEvents(expected, actual),
    ...compareExceptions(expected, actual),
    ...compareEnd(expected, actual),
  ];
}

/** The lines of an expected span that is missing. */
export function missingSpan({ name }: SpanTree): Row[] {
  return [{ expected: describeSpanName(name), actual: undefined, fits: false }];
}

/** The lines of a span that nobody expected. */
export function surplusSpan({ name, status, exceptions }: CapturedSpan): Row[] {
  const lines = [name, ...(status.code === 'error' ? [`  · status ${formatStatus(status)}`] : [])];
  lines.push(...exceptions.map((exception) => `  · ${formatException(exception)}`));
  return lines.map((actual) => ({ expected: undefined, actual, fits: false }));
}

/** Where it fits, both sides read alike: a pattern is no difference. */
function toRow(fits: boolean, expected: string | undefined, actual: string | undefined): Row {
  return { expected, actual: fits ? expected : actual, fits };
}

function detail(fits: boolean, expected: string | undefined, actual: string | undefined): Row {
  const line = (text: string | undefined) => (text === undefined ? undefined : `  · ${text}`);
  return toRow(fits, line(expected), line(actual));
}

function compareKind({ expectation: { kind } }: SpanTree, actual: CapturedSpan): Row[] {
  return kind === undefined ? [] : [detail(kind === actual.kind, `kind ${kind}`, `kind ${actual.kind}`)];
}

function compareStatus({ expectation: { status } }: SpanTree, actual: CapturedSpan): Row[] {
  const got = `status ${formatStatus(actual.status)}`;
  if (status === undefined) return actual.status.code === 'error' ? [detail(false, undefined, got)] : [];
  const { code, message } = typeof status === 'string' ? { code: status, message: undefined } : status;
  const fits = code === actual.status.code && (message === undefined || matchesValue(actual.status.message, message));
  const text =
    message === undefined ? code : `${code}: ${typeof message === 'string' ? message : formatExpected(message)}`;
  return [detail(fits, `status ${text}`, got)];
}

function compareAttributes({ expectation: { attributes = {} } }: SpanTree, actual: CapturedSpan): Row[] {
  return Object.entries(attributes).map(([key, value]) => {
    const got = key in actual.attributes ? `${key}: ${formatValue(actual.attributes[key])}` : undefined;
    return detail(matchesValue(actual.attributes[key], value), `${key}: ${formatExpected(value)}`, got);
  });
}

function compareEvents({ expectation: { events } }: SpanTree, actual: CapturedSpan): Row[] {
  if (events === undefined) return [];
  const rows = events.map((event, index) => compareEvent(event, actual.events[index]));
  const surplus = actual.events.slice(events.length).map((event) => detail(false, undefined, formatEvent(event)));
  return [...rows, ...surplus];
}

function compareEvent(event: EventExpectation, actual: CapturedSpan['events'][number] | undefined): Row {
  const { name, attributes = {} } = typeof event === 'string' ? { name: event } : event;
  const fits = actual?.name === name && matchesAttributes(actual.attributes, attributes);
  return detail(fits, formatEvent({ name, attributes }), actual && formatEvent(actual));
}

function formatEvent({ name, attributes }: Pick<CapturedSpan['events'][number], 'name' | 'attributes'>): string {
  return Object.keys(attributes).length === 0 ? `event ${name}` : `event ${name} ${formatAttributes(attributes)}`;
}

function compareExceptions({ expectation: { exception } }: SpanTree, { exceptions }: CapturedSpan): Row[] {
  if (exception === undefined) return [];
  if (exception === false) return exceptions.map((one) => detail(false, undefined, formatException(one)));
  const wanted = formatExpectedException(exception);
  if (exceptions.some((one) => matchesException(one, exception))) return [detail(true, wanted, wanted)];
  const got = exceptions.map((one) => detail(false, undefined, formatException(one)));
  return [detail(false, wanted, undefined), ...got];
}

function compareEnd({ expectation: { ended = true } }: SpanTree, actual: CapturedSpan): Row[] {
  if (ended === actual.ended) return ended ? [] : [detail(true, 'not ended', 'not ended')];
  return [detail(false, ended ? undefined : 'not ended', ended ? 'not ended' : undefined)];
}
