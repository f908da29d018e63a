import type { Span } from '@opentelemetry/api';
import { ABSENT_SPAN } from './absent-span.ts';
import { findTracerProvider } from './api-global.ts';
import { CommandSpan } from './command-span.ts';

/**
 * Runs a command of a command-line program in a span, the root of everything that it does. If the program was started with
 * `TRACEPARENT` in its environment, the span continues that trace. It ends when `fn` returns or its promise settles, and
 * also with `process.exit()`, an uncaught exception or a signal. The exit code is recorded, arguments never are.
 *
 * Programs that use commander need no call: their commands have such a span anyway.
 *
 * @param name - the command without arguments: `bmc power on`.
 * @returns what `fn` returns.
 * @example
 * const { positionals } = parseArgs({ allowPositionals: true });
 * await traceCommand(`backup ${positionals[0] === 'restore' ? 'restore' : 'create'}`, () => main(positionals));
 */
export function traceCommand<T>(name: string, fn: (span: Span) => T): T {
  // Fast path: tracing is off.
  if (findTracerProvider() === undefined) return fn(ABSENT_SPAN);
  const command = new CommandSpan(name);
  return finishWith(command, () => command.run(() => fn(command.span)));
}

function finishWith<T>(command: CommandSpan, call: () => T): T {
  let result: T;
  try {
    result = call();
  } catch (error) {
    command.fail(error);
    throw error;
  }
  if (result instanceof Promise) return finishLater(command, result) as T;
  command.succeed();
  return result;
}

async function finishLater(command: CommandSpan, promise: Promise<unknown>): Promise<unknown> {
  try {
    const value = await promise;
    command.succeed();
    return value;
  } catch (error) {
    command.fail(error);
    throw error;
  }
}
