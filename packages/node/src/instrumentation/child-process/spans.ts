// Child processes get the active context in their environment, as the specification has it for processes:
// `TRACEPARENT`, `TRACESTATE`, and on request `BAGGAGE`. On request each also has a span.
import type { Context } from '@opentelemetry/api';
import { formatBaggage, formatTraceparent } from '@throughline/wire';
import { readEnvironment } from '../../configuration/environment.ts';
import type { ChildProcessConfiguration } from '../../configuration/library-configuration.ts';
import { baggageEntries } from '../../context/baggage.ts';
import { getBaggage, getSpan, isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { errorType } from '../../trace/exception.ts';
import type { SpanIdentity } from '../../trace/identity.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { watchBuiltin } from '../module-hooks/watch-builtin.ts';
import { type ChildMessage, wrapChildProcess } from './wrap.ts';

const STATUS_ERROR = 2;

class ChildSpans {
  readonly #options: ChildProcessConfiguration;
  readonly #tracer: Tracer;
  readonly #open = new WeakMap<ChildMessage, Span>();

  constructor({ provider, libraries }: InstrumentationContext) {
    this.#options = libraries.childProcess;
    this.#tracer = provider.getTracer('@throughline/node/child-process', RUNTIME_VERSION);
  }

  start(message: ChildMessage): void {
    const context = activeContext();
    if (isSuppressed(context)) return;
    const parent = toIdentity(getSpan(context));
    const identity = this.#options.spans ? this.#startSpan(message, { parent, context }) : parent;
    const { variables } = message;
    if (this.#options.propagate && identity !== undefined) writeIdentity(variables, identity);
    if (this.#options.baggage) writeBaggage(variables, context);
  }

  end(message: ChildMessage): void {
    const span = this.#open.get(message);
    if (span === undefined || span.ended) return;
    const { pid, exitCode, signal, error } = message;
    if (pid !== undefined && pid > 0) span.setAttribute('process.pid', pid);
    if (exitCode !== null) span.setAttribute('process.exit.code', exitCode);
    if (signal !== null) span.setAttribute('process.exit.signal', signal);
    const failure = describeFailure(message, error);
    if (failure !== undefined) {
      span.setAttribute('error.type', failure);
      span.setStatus({ code: STATUS_ERROR });
    }
    span.end();
  }

  #startSpan(message: ChildMessage, start: { parent: SpanIdentity | undefined; context: Context }): SpanIdentity {
    const { command } = message;
    const span = this.#tracer.start(`process ${command}`, undefined, start);
    if (span instanceof Span) {
      span.setAttribute('process.executable.name', command);
      this.#open.set(message, span);
    }
    return span;
  }
}

function describeFailure({ exitCode, signal }: ChildMessage, error: unknown): string | undefined {
  if (signal !== null) return signal;
  if (exitCode !== null) return exitCode === 0 ? undefined : String(exitCode);
  return error === undefined ? undefined : errorType(error);
}

function writeIdentity(variables: Record<string, string>, identity: SpanIdentity): void {
  variables.TRACEPARENT = formatTraceparent(identity, identity.traceFlags);
  // What this process inherited belongs to another span.
  if (identity.traceStateText !== '' || readEnvironment().TRACESTATE !== undefined) {
    variables.TRACESTATE = identity.traceStateText;
  }
}

function writeBaggage(variables: Record<string, string>, context: Context): void {
  const baggage = getBaggage(context);
  const text = baggage === undefined ? '' : formatBaggage(baggageEntries(baggage));
  if (text !== '') variables.BAGGAGE = text;
}

/** Context in the environment of child processes, and their spans. */
export const childProcess: Instrumentation = {
  name: 'child-process',
  enable(context) {
    const { propagate, baggage, spans: hasSpans } = context.libraries.childProcess;
    if (!propagate && !baggage && !hasSpans) return () => {};
    const spans = new ChildSpans(context);
    const subscriptions = new Subscriptions().on<ChildMessage>('throughline:child-process.start', (message) =>
      spans.start(message),
    );
    if (hasSpans) subscriptions.on<ChildMessage>('throughline:child-process.end', (message) => spans.end(message));
    subscriptions.add(watchBuiltin('node:child_process', wrapChildProcess));
    return () => subscriptions.dispose();
  },
};
