// Client spans of Redis commands. What the spans of one kind of command at one server share is encoded once.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import { getSpan, isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { setAttribute, toAttributes } from '../../trace/attributes.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import { describeSqlError } from '../sql/error-text.ts';
import { batchText, commandText } from './command-text.ts';
import type { RedisMessage } from './redis-message.ts';

const CLIENT_KIND = 2;
const CLIENT = { kind: CLIENT_KIND };
const STATUS_ERROR = 2;

/** Names of commands are few; those of nonsense may be many. */
const MAX_SHARED = 500;

/** Commands that answer with one value or with nothing. */
const LOOK_UPS: ReadonlySet<string> = new Set(['GET', 'GETEX', 'GETDEL', 'HGET']);

/** What a server says first: `WRONGTYPE Operation against …`. */
const ERROR_PREFIX = /^([A-Z][A-Z0-9]+)\b/;

const kSpan = Symbol('throughline.span');

type TracedMessage = RedisMessage & { [kSpan]?: Span };

interface Shared {
  readonly operation: string;
  readonly database: number | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
}

/** Makes the spans of one library. */
export class RedisSpans {
  readonly #tracer: Tracer;
  readonly #shared = new Map<string, Shared>();

  constructor(library: string, { provider }: InstrumentationContext) {
    this.#tracer = provider.getTracer(`@throughline/node/${library}`, RUNTIME_VERSION);
  }

  start(message: TracedMessage): void {
    const context = activeContext();
    if (isSuppressed(context)) return;
    const operation = operationOf(message);
    const { list, encoded } = this.#share(operation, message);
    const { sampler, processors } = this.#tracer.shared;
    // Somebody wants to see the attributes before the span exists.
    const early = sampler.needsAttributes || processors !== undefined;
    const options = early ? { kind: CLIENT_KIND, attributes: toAttributes(list) } : CLIENT;
    const span = this.#tracer.start(operation, options, { parent: toIdentity(getSpan(context)), context });
    if (!(span instanceof Span)) return;
    if (!early) span.shareAttributes(encoded, list);
    const { batchSize } = message;
    if (batchSize !== undefined) span.setAttribute('db.operation.batch.size', batchSize);
    const text = textOf(message);
    if (text !== '') span.setAttribute('db.query.text', text);
    message[kSpan] = span;
  }

  end(message: TracedMessage): void {
    const span = message[kSpan];
    if (span === undefined || span.ended) return;
    const { result, command } = message;
    const error = message.error ?? (command === undefined ? findError(result) : undefined);
    if (error !== undefined) fail(span, error);
    else if (command !== undefined && LOOK_UPS.has(span.name)) span.setAttribute('cache.hit', result !== null);
    span.end();
  }

  #share(operation: string, { database, serverAddress: address, serverPort: port }: RedisMessage): Shared {
    const known = this.#shared.get(operation);
    if (known?.database === database && known?.address === address && known?.port === port) return known as Shared;
    const list = this.#describe({ operation, database, address, port });
    const shared = { operation, database, address, port, list, encoded: encodeAttributes(SPAN_ATTRIBUTES_TAG, list) };
    if (this.#shared.size < MAX_SHARED || known !== undefined) this.#shared.set(operation, shared);
    return shared;
  }

  #describe({ operation, database, address, port }: Omit<Shared, 'list' | 'encoded'>): unknown[] {
    const { attributeBounds } = this.#tracer.shared;
    const list: unknown[] = [];
    const set = (key: string, value: unknown): void => {
      if (value !== undefined) setAttribute(list, key, value, attributeBounds);
    };
    set('db.system.name', 'redis');
    set('db.operation.name', operation);
    set('db.namespace', database === undefined ? undefined : String(database));
    set('server.address', address);
    set('server.port', port === undefined ? undefined : Number(port));
    return list;
  }
}

/** `GET`; of a batch `MULTI` or `PIPELINE`, with the command if all are the same. */
function operationOf({ command, batchMode, commands }: RedisMessage): string {
  if (command !== undefined) return command.toUpperCase();
  const [first] = commands ?? [];
  const isUniform = first !== undefined && commands?.every(({ name }) => name === first.name) === true;
  return isUniform ? `${batchMode} ${first.name.toUpperCase()}` : String(batchMode);
}

function textOf({ command, args, commands }: RedisMessage): string {
  if (command !== undefined) return commandText(command, args ?? []);
  return commands === undefined ? '' : batchText(commands);
}

/** A batch answers with what each command did. */
function findError(results: unknown): unknown {
  return Array.isArray(results) ? results.find((result) => result instanceof Error) : undefined;
}

function fail(span: Span, error: unknown): void {
  const statusCode = ERROR_PREFIX.exec(errorMessage(error))?.[1];
  if (statusCode !== undefined) span.setAttribute('db.response.status_code', statusCode);
  span.setAttribute('error.type', errorType(error));
  // A server quotes what it was sent.
  span.setStatus({ code: STATUS_ERROR, message: describeSqlError(error).trim() });
}
