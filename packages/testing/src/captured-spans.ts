import { CapturedSpan, type SpanKindName, type SpanStatusName } from './captured-span.ts';
import { SpanAssertionError } from './errors.ts';
import { type ExceptionExpectation, matchesException } from './exception.ts';
import { formatSpans } from './format-spans.ts';
import {
  type ExpectedValue,
  formatAttributes,
  formatExpected,
  matchesAttributes,
  matchesValue,
} from './match-value.ts';
import type { RecordedSpan } from './recorded-span.ts';

interface Selection {
  /** The whole capture, which messages show. */
  readonly captured: readonly CapturedSpan[];
  readonly selected: readonly CapturedSpan[];
  /** What was selected, in words: ` named "x" with status error`. */
  readonly words: string;
}

/**
 * Captured spans, in the order of their start. Queries narrow them down and can be chained; the assertions at the end of
 * a chain throw a `SpanAssertionError` that shows all that was captured.
 *
 * @example
 * const span = spans.named('fetch_task').withAttributes({ 'task.id': 7 }).single();
 */
export class CapturedSpans implements Iterable<CapturedSpan> {
  readonly #selection: Selection;

  private constructor(selection: Selection) {
    this.#selection = selection;
  }

  /** Spans as they are now. */
  static of(spans: readonly RecordedSpan[], hasEnded: (span: RecordedSpan) => boolean): CapturedSpans {
    const captured = spans.map((span) => new CapturedSpan(span, hasEnded(span)));
    linkParents(captured);
    return new CapturedSpans({ captured, selected: captured, words: '' });
  }

  [Symbol.iterator](): Iterator<CapturedSpan> {
    return this.#selection.selected[Symbol.iterator]();
  }

  get length(): number {
    return this.#selection.selected.length;
  }

  /** Their names. */
  get names(): string[] {
    return this.#selection.selected.map((span) => span.name);
  }

  /** Those whose parent is none, in another process, or not captured. */
  get roots(): CapturedSpans {
    return this.filter((span) => span.parent === undefined, 'without a captured parent');
  }

  named(name: string | RegExp): CapturedSpans {
    return this.filter((span) => matchesValue(span.name, name), `named ${formatExpected(name)}`);
  }

  /** Those that have at least these attributes. A value may be a pattern, a function or a matcher; `undefined` for absent. */
  withAttributes(expected: Readonly<Record<string, ExpectedValue>>): CapturedSpans {
    return this.filter(
      (span) => matchesAttributes(span.attributes, expected),
      `with attributes ${formatAttributes(expected)}`,
    );
  }

  withKind(kind: SpanKindName): CapturedSpans {
    return this.filter((span) => span.kind === kind, `of kind ${kind}`);
  }

  withStatus(code: SpanStatusName, message?: string | RegExp): CapturedSpans {
    const fits = (span: CapturedSpan) => message === undefined || matchesValue(span.status.message, message);
    const words = message === undefined ? code : `${code} ${formatExpected(message)}`;
    return this.filter((span) => span.status.code === code && fits(span), `with status ${words}`);
  }

  withEvent(name: string | RegExp, attributes: Readonly<Record<string, ExpectedValue>> = {}): CapturedSpans {
    return this.filter(
      ({ events }) =>
        events.some((event) => matchesValue(event.name, name) && matchesAttributes(event.attributes, attributes)),
      `with event ${formatExpected(name)} ${formatAttributes(attributes)}`,
    );
  }

  /** Those that recorded such an error; any, without an argument. */
  withException(expected: ExceptionExpectation = {}): CapturedSpans {
    return this.filter(
      ({ exceptions }) => exceptions.some((exception) => matchesException(exception, expected)),
      `with exception ${formatExpected(expected)}`,
    );
  }

  /** The children of a span, or of the spans of a name. */
  childrenOf(parent: CapturedSpan | string | RegExp): CapturedSpans {
    if (parent instanceof CapturedSpan) return this.filter((span) => span.parent === parent, `below ${parent.name}`);
    return this.filter(
      (span) => span.parent !== undefined && matchesValue(span.parent.name, parent),
      `below ${formatExpected(parent)}`,
    );
  }

  filter(accept: (span: CapturedSpan) => boolean, words = 'that the function accepts'): CapturedSpans {
    const { captured, selected } = this.#selection;
    return new CapturedSpans({
      captured,
      selected: selected.filter(accept),
      words: `${this.#selection.words} ${words}`,
    });
  }

  /** The only span that is left. @throws SpanAssertionError `TL_SPAN_COUNT` where there is none or another one. */
  single(): CapturedSpan {
    this.#assertCount(1, this.single);
    return this.#selection.selected[0];
  }

  /** Asserts how many there are. @throws SpanAssertionError `TL_SPAN_COUNT` */
  count(expected: number): this {
    this.#assertCount(expected, this.count);
    return this;
  }

  /** Asserts that there is none. @throws SpanAssertionError `TL_SPAN_COUNT` */
  none(): void {
    this.#assertCount(0, this.none);
  }

  /** Asserts that spans of these names started in this order; others may stand between. @throws SpanAssertionError `TL_SPAN_ORDER` */
  inOrder(...expected: string[]): this {
    const { names } = this;
    let next = 0;
    for (const name of names) if (name === expected[next]) next += 1;
    if (next === expected.length) return this;
    throw new SpanAssertionError('TL_SPAN_ORDER', {
      message: this.#message(`cannot find spans in order: got ${names.join(', ')}, need ${expected.join(', ')}`),
      actual: names,
      expected,
      stackStartFn: this.inOrder,
    });
  }

  /** The trees of the whole capture. */
  toString(): string {
    return formatSpans(this.#selection.captured.filter((span) => span.parent === undefined));
  }

  #assertCount(expected: number, stackStartFn: (...args: never[]) => unknown): void {
    const { selected, words } = this.#selection;
    if (selected.length === expected) return;
    const wanted = expected === 1 ? 'a single span' : expected === 0 ? 'no span' : `${expected} spans`;
    throw new SpanAssertionError('TL_SPAN_COUNT', {
      message: this.#message(`cannot find ${wanted}${words}: got ${selected.length}, need ${expected}`),
      actual: selected.length,
      expected,
      stackStartFn,
    });
  }

  #message(headline: string): string {
    return `${headline}\n\ncaptured:\n${this.toString()}`;
  }
}

function linkParents(captured: readonly CapturedSpan[]): void {
  const byId = new Map(captured.map((span) => [`${span.traceId}/${span.spanId}`, span]));
  for (const span of captured) {
    span.parent = byId.get(`${span.traceId}/${span.parentSpanId}`);
    span.parent?.children.push(span);
  }
}
