// Client spans of statements, from the channels of `QueryChannels`. What spans of the same statement share is encoded once.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import { getSpan, isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { setAttribute, toAttributes } from '../../trace/attributes.ts';
import { errorType } from '../../trace/exception.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { Subscriptions } from '../guard.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import type { StatementDescription, StatementDescriptions } from './describe-statement.ts';
import { describeSqlError } from './error-text.ts';
import type { QueryMessage } from './query-channels.ts';

/** What the spans of one library have in common. */
export interface QuerySource {
  /** Names the channels and the instrumentation scope. */
  readonly library: string;
  /** `db.system.name`. */
  readonly system: string;
  readonly statements: StatementDescriptions;
  /** `db.response.status_code` of an error, if it has one. */
  statusCode(error: unknown): string | undefined;
}

/** The start of every span of one statement in one database. */
interface Shared {
  readonly namespace: string;
  readonly name: string;
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
}

const CLIENT_KIND = 2;
const CLIENT = { kind: CLIENT_KIND };
const STATUS_ERROR = 2;

class QuerySpans {
  readonly #source: QuerySource;
  readonly #tracer: Tracer;
  readonly #shared = new WeakMap<StatementDescription, Shared>();

  constructor(source: QuerySource, { provider }: InstrumentationContext) {
    this.#source = source;
    this.#tracer = provider.getTracer(`@throughline/node/${source.library}`, RUNTIME_VERSION);
  }

  start(message: QueryMessage): void {
    const context = activeContext();
    if (isSuppressed(context)) return;
    const { name, list, encoded } = this.#share(message);
    const { sampler, processors } = this.#tracer.shared;
    // Somebody wants to see the attributes before the span exists.
    const early = sampler.needsAttributes || processors !== undefined;
    const options = early ? { kind: CLIENT_KIND, attributes: toAttributes(list) } : CLIENT;
    const span = this.#tracer.start(name, options, { parent: toIdentity(getSpan(context)), context });
    if (!(span instanceof Span)) return;
    if (!early) span.shareAttributes(encoded, list);
    message.state = span;
  }

  end(message: QueryMessage): void {
    const { state: span, rows, error } = message;
    if (!(span instanceof Span) || span.ended) return;
    if (rows !== undefined) span.setAttribute('db.response.returned_rows', rows);
    if (error !== undefined) this.#fail(span, error);
    span.end();
  }

  #fail(span: Span, error: unknown): void {
    const statusCode = this.#source.statusCode(error);
    if (statusCode !== undefined) span.setAttribute('db.response.status_code', statusCode);
    span.setAttribute('error.type', errorType(error));
    span.setStatus({ code: STATUS_ERROR, message: describeSqlError(error) });
  }

  #share({ sql, namespace }: QueryMessage): Shared {
    const description = this.#source.statements.get(sql);
    const known = this.#shared.get(description);
    if (known?.namespace === namespace) return known;
    const list = this.#describe(description, namespace);
    const shared = {
      namespace,
      name: description.summary === '' ? this.#source.system : description.summary,
      list,
      encoded: encodeAttributes(SPAN_ATTRIBUTES_TAG, list),
    };
    this.#shared.set(description, shared);
    return shared;
  }

  #describe(description: StatementDescription, namespace: string): unknown[] {
    const { attributeBounds } = this.#tracer.shared;
    const { text, summary, operation, collection } = description;
    const list: unknown[] = [];
    const set = (key: string, value: string | undefined): void => {
      if (value !== undefined && value !== '') setAttribute(list, key, value, attributeBounds);
    };
    set('db.system.name', this.#source.system);
    set('db.namespace', namespace);
    set('db.query.text', text);
    set('db.query.summary', summary);
    set('db.operation.name', operation);
    set('db.collection.name', collection);
    return list;
  }
}

/** Makes spans of the statements that a wrapped library publishes. */
export function subscribeQueries(source: QuerySource, context: InstrumentationContext): Subscriptions {
  const spans = new QuerySpans(source, context);
  const channel = `throughline:${source.library}.query`;
  return new Subscriptions()
    .on<QueryMessage>(`${channel}.start`, (message) => spans.start(message))
    .on<QueryMessage>(`${channel}.end`, (message) => spans.end(message));
}
