// Watches the spans of a process for what goes wrong with them. A span processor as the OpenTelemetry SDK has them.
import type { Counted, OpenSpan, OversizedAttribute, ProbedSpans } from './probe-report.ts';

/** What is read of a span. */
interface WatchedSpan {
  readonly name: string;
  readonly kind: number;
  readonly parentSpanContext?: { readonly spanId: string; readonly isRemote?: boolean };
  readonly attributes: Readonly<Record<string, unknown>>;
  spanContext(): { readonly spanId: string };
}

interface OpenEntry {
  readonly span: WatchedSpan;
  readonly startedAt: number;
}

const SERVER = 1;
const CLIENT = 2;
const CONSUMER = 4;

/** From here on a text is a document, not an attribute. It is also where the runtime cuts by default. */
const OVERSIZED = 4096;
/** So many spans of one name below one parent are a loop that should have been one span. */
const REPEATED = 1000;
const MAX_REMEMBERED = 100_000;
const MAX_LISTED = 20;

export class SpanWatch {
  readonly #open = new Map<string, OpenEntry>();
  readonly #started = new Set<string>();
  readonly #lostClients = new Map<string, number>();
  readonly #orphans = new Map<string, number>();
  readonly #oversized = new Map<string, OversizedAttribute>();
  readonly #siblings = new Map<string, number>();
  readonly #seesAll: boolean;
  #entries = 0;

  /** @param seesAll - whether no span was started before: otherwise an unknown parent means nothing. */
  constructor(seesAll: boolean) {
    this.#seesAll = seesAll;
  }

  onStart(span: WatchedSpan): void {
    const { spanId } = span.spanContext();
    if (span.kind === CLIENT && span.parentSpanContext === undefined && this.#entries > 0)
      increment(this.#lostClients, span.name);
    this.#lookAtParent(span);
    if (this.#started.size < MAX_REMEMBERED) this.#started.add(spanId);
    if (this.#open.size < MAX_REMEMBERED) this.#open.set(spanId, { span, startedAt: performance.now() });
    if (isEntry(span)) this.#entries++;
  }

  onEnd(span: WatchedSpan): void {
    this.#open.delete(span.spanContext().spanId);
    if (isEntry(span)) this.#entries--;
    for (const [key, value] of Object.entries(span.attributes)) {
      if (typeof value !== 'string' || value.length < OVERSIZED) continue;
      this.#oversized.set(`${span.name}\n${key}`, { span: span.name, key, length: value.length });
    }
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  report(): ProbedSpans {
    const now = performance.now();
    const open: OpenSpan[] = [...this.#open.values()].map(({ span, startedAt }) => ({
      name: span.name,
      ageMs: Math.round(now - startedAt),
    }));
    const repeated = new Map<string, number>();
    for (const [key, count] of this.#siblings) {
      const name = key.slice(key.indexOf('\n') + 1);
      if (count >= REPEATED) repeated.set(name, Math.max(count, repeated.get(name) ?? 0));
    }
    return {
      lostClients: listCounted(this.#lostClients),
      orphans: listCounted(this.#orphans),
      open: open.toSorted((a, b) => b.ageMs - a.ageMs).slice(0, MAX_LISTED),
      oversized: [...this.#oversized.values()].slice(0, MAX_LISTED),
      repeated: listCounted(repeated),
    };
  }

  #lookAtParent({ name, parentSpanContext }: WatchedSpan): void {
    if (parentSpanContext === undefined) return;
    const { spanId, isRemote } = parentSpanContext;
    const knowsAll = this.#seesAll && this.#started.size < MAX_REMEMBERED;
    if (knowsAll && isRemote !== true && !this.#started.has(spanId)) increment(this.#orphans, name);
    if (this.#siblings.size < MAX_REMEMBERED) increment(this.#siblings, `${spanId}\n${name}`);
  }
}

function isEntry({ kind }: WatchedSpan): boolean {
  return kind === SERVER || kind === CONSUMER;
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function listCounted(counts: ReadonlyMap<string, number>): Counted[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_LISTED);
}
