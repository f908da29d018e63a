import { formatTraceparent } from '@throughline/wire';
import type { Context } from '@opentelemetry/api';
import { getSpan, isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { errorMessage, errorType } from '../../trace/exception.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { commandText } from './command-text.ts';
import { END, type SshMessage, START } from './ssh-message.ts';
import { wrapSsh2 } from './wrap.ts';

const TARGET: ExportsTarget = {
  name: 'ssh2',
  file: /[\\/]ssh2[\\/]lib[\\/]index\.js$/,
  wrap: wrapSsh2,
};

const CLIENT = { kind: 2 };
const STATUS_ERROR = 2;

class SshSpans {
  readonly #tracer: Tracer;
  readonly #propagates: boolean;
  readonly #open = new WeakMap<SshMessage, Span>();

  constructor({ provider, libraries }: InstrumentationContext) {
    this.#tracer = provider.getTracer('@throughline/node/ssh2', RUNTIME_VERSION);
    this.#propagates = libraries.ssh.propagate;
  }

  start(message: SshMessage): void {
    const context = activeContext();
    if (isSuppressed(context)) return;
    const span = this.#startSpan(message, context);
    if (this.#propagates) {
      message.variables.TRACEPARENT = formatTraceparent(span, span.traceFlags);
      if (span.traceStateText !== '') message.variables.TRACESTATE = span.traceStateText;
    }
    if (!(span instanceof Span)) return;
    describe(span, message);
    this.#open.set(message, span);
  }

  end(message: SshMessage): void {
    const span = this.#open.get(message);
    if (span === undefined || span.ended) return;
    const { exitCode, signal, error } = message;
    if (exitCode !== undefined) span.setAttribute('process.exit.code', exitCode);
    if (signal !== undefined) span.setAttribute('process.exit.signal', signal);
    const failure = describeFailure(message);
    if (failure !== undefined) {
      span.setAttribute('error.type', failure);
      span.setStatus(
        error === undefined ? { code: STATUS_ERROR } : { code: STATUS_ERROR, message: errorMessage(error) },
      );
    }
    span.end();
  }

  #startSpan({ operation, details }: SshMessage, context: Context) {
    const name = details.path === undefined ? `ssh ${operation}` : `sftp ${operation}`;
    return this.#tracer.start(name, CLIENT, { parent: toIdentity(getSpan(context)), context });
  }
}

function describe(span: Span, { address, port, details }: SshMessage): void {
  const { command, target, path } = details;
  if (address !== '') span.setAttribute('server.address', address);
  span.setAttribute('server.port', port);
  if (command !== undefined) span.setAttribute('ssh.command', commandText(command));
  if (path !== undefined) span.setAttribute('file.path', path);
  if (target === undefined) return;
  span.setAttribute('ssh.forward.address', target.address);
  span.setAttribute('ssh.forward.port', target.port);
}

/** What servers of SFTP answer with, by number. */
const SFTP_STATUS: readonly string[] = [
  'OK',
  'EOF',
  'NO_SUCH_FILE',
  'PERMISSION_DENIED',
  'FAILURE',
  'BAD_MESSAGE',
  'NO_CONNECTION',
  'CONNECTION_LOST',
  'OP_UNSUPPORTED',
];

/** What the library says went wrong: where (`client-authentication`), or which code. */
function describeFailure({ error, exitCode, signal, details }: SshMessage): string | undefined {
  if (error !== undefined) {
    const { level, code } = error as { level?: unknown; code?: unknown };
    if (details.path !== undefined && typeof code === 'number') return SFTP_STATUS[code] ?? String(code);
    return typeof level === 'string' && level !== 'client-socket' ? level : errorType(error);
  }
  if (signal !== undefined) return signal;
  return exitCode === undefined || exitCode === 0 ? undefined : String(exitCode);
}

/**
 * Spans of what clients of ssh2 ask servers for. That of a command lasts until it ends; those of shells, SFTP sessions and
 * forwarded connections, which may be open for hours, until they are open. What is done with the files and folders of an
 * SFTP session has a span each.
 */
export const ssh2: Instrumentation = {
  name: 'ssh2',
  enable(context) {
    const spans = new SshSpans(context);
    const subscriptions = new Subscriptions()
      .on<SshMessage>(START, (message) => spans.start(message))
      .on<SshMessage>(END, (message) => spans.end(message))
      .add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};
