// The span of a command, which is the root of what a command-line program does. It ends with the command, and whatever else
// ends the process before that: an exit in the middle, an exception that nobody catches, a signal.
import type { Context, Exception, Span } from '@opentelemetry/api';
import { basename } from 'node:path';
import { readEnvironment } from '../configuration/environment.ts';
import { atEnd, type ProcessEnd } from '../exit/at-end.ts';
import { activeContext, findPropagator, runInContext } from './api-global.ts';
import { planSpan, startPlanned } from './span-start.ts';
import { errorMessage, errorType } from '../trace/exception.ts';

const STATUS_ERROR = 2;
/** Symbols of the API and of ours: whatever makes the span active. */
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

/** A command under way. */
export class CommandSpan {
  readonly span: Span;
  /** In which the command runs. */
  readonly context: Context;
  readonly #release: () => void;
  readonly #onException = (error: unknown): void => this.#record(error);
  #isOpen = true;

  constructor(name: string) {
    const { span, context } = startPlanned(planSpan(name, { parent: findParent(), tracer: SCOPE }));
    this.span = span;
    this.context = context;
    span.setAttribute('process.pid', process.pid);
    const [, script] = process.argv;
    if (script !== undefined) span.setAttribute('process.executable.name', basename(script));
    this.#release = atEnd((end) => this.#endWithProcess(end));
    // Sees what kills the process, and changes nothing about it.
    process.on('uncaughtExceptionMonitor', this.#onException);
  }

  /** Runs a part of the command. */
  run<T>(fn: () => T): T {
    return runInContext(this.context, fn);
  }

  /** The command has returned: `process.exitCode` says how it went. */
  succeed(): void {
    this.#end(Number(process.exitCode ?? 0));
  }

  /** The command has thrown. What the application makes of it is not known yet: Node would exit with 1. */
  fail(error: unknown): void {
    const { exitCode } = (error ?? {}) as { exitCode?: unknown };
    const code = typeof exitCode === 'number' ? exitCode : Number(process.exitCode ?? 1);
    // A parser's way to say that it has printed the help.
    if (code !== 0) this.#record(error);
    this.#end(code);
  }

  #record(error: unknown): void {
    if (!this.#isOpen || !this.span.isRecording()) return;
    this.span.recordException(error as Exception);
    this.span.setAttribute('error.type', errorType(error));
    this.span.setStatus({ code: STATUS_ERROR, message: errorMessage(error) });
  }

  #endWithProcess({ exitCode, signal }: ProcessEnd): void {
    if (signal !== undefined && this.#isOpen) {
      this.span.setAttribute('process.exit.signal', signal);
      this.span.setAttribute('error.type', signal);
      this.span.setStatus({ code: STATUS_ERROR, message: `ended by ${signal}` });
    }
    this.#end(exitCode);
  }

  #end(exitCode: number | undefined): void {
    if (!this.#isOpen) return;
    const { span } = this;
    if (exitCode !== undefined) span.setAttribute('process.exit.code', exitCode);
    if (exitCode !== undefined && exitCode !== 0 && !hasFailed(span)) {
      span.setAttribute('error.type', String(exitCode));
      span.setStatus({ code: STATUS_ERROR, message: `exit code ${exitCode}` });
    }
    this.#isOpen = false;
    this.#release();
    process.off('uncaughtExceptionMonitor', this.#onException);
    span.end();
  }
}

const SCOPE = '@throughline/node/command-line';

function hasFailed(span: Span): boolean {
  return (span as { status?: { code?: number } }).status?.code === STATUS_ERROR;
}

/** The active span; without one, what the process that started this one has left in the environment. */
function findParent(): Context {
  const active = activeContext();
  if (active.getValue(SPAN_KEY) !== undefined) return active;
  return findPropagator()?.extract(active, readEnvironment(), ENVIRONMENT_GETTER) ?? active;
}

/** Variables are the propagator's fields, in the only letters that are safe in a name: `TRACEPARENT`. */
const ENVIRONMENT_GETTER = {
  keys: (environment: object) => Object.keys(environment),
  get: (environment: object, field: string) =>
    (environment as Record<string, string | undefined>)[field.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_')],
};
