import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { CommandSpan } from '../../manual/command-span.ts';
import { type ActionMessage, type CommandLike, type ParseMessage, wrapCommander } from './wrap.ts';

interface OpenCommand {
  readonly span: CommandSpan;
  /** An action has returned a promise, for which `parse()` does not wait. */
  isPending: boolean;
}

/** The command of the process: a program may parse again in the middle of one, which is no other command. */
let open: OpenCommand | undefined;

function startCommand(message: ParseMessage): void {
  if (open !== undefined) return;
  const current: OpenCommand = { span: new CommandSpan(nameOf(message.command)), isPending: false };
  open = current;
  message.run = (call) => {
    try {
      const result = current.span.run(call);
      if (result instanceof Promise) return settle(current, result);
      if (!current.isPending) succeed(current);
      return result;
    } catch (error) {
      fail(current, error);
      throw error;
    }
  };
}

function startAction(message: ActionMessage): void {
  const current = open;
  if (current === undefined) return;
  current.span.span.updateName(nameOf(message.command));
  if (message.isAwaited) return;
  message.settle = (promise) => {
    current.isPending = true;
    return settle(current, promise);
  };
}

/** The derived promise takes the place of the given one, so that an error that nobody handles stays unhandled. */
async function settle(current: OpenCommand, promise: Promise<unknown>): Promise<unknown> {
  try {
    const value = await promise;
    succeed(current);
    return value;
  } catch (error) {
    fail(current, error);
    throw error;
  }
}

function succeed(current: OpenCommand): void {
  close(current);
  current.span.succeed();
}

function fail(current: OpenCommand, error: unknown): void {
  close(current);
  current.span.fail(error);
}

function close(current: OpenCommand): void {
  if (open === current) open = undefined;
}

/** `bmc power on`: names that the program has given, no arguments. */
function nameOf(command: CommandLike): string {
  const names: string[] = [];
  for (let one: CommandLike | null | undefined = command; one !== undefined && one !== null; one = one.parent) {
    names.unshift(one.name());
  }
  return names.filter((name) => name !== '').join(' ') || 'command';
}

const COMMONJS: ExportsTarget = {
  name: 'commander',
  file: /[\\/]commander[\\/](?:index|lib[\\/]command)\.js$/,
  wrap: wrapCommander,
};

const ES_MODULES: ModuleTarget = {
  name: 'commander',
  wrap: wrapCommander,
  imported: { directory: '/commander/', defines: /\bexport class Command\b/ },
  // Nothing of it is CommonJS.
  cached: /$^/,
  needsEarlyStart: false,
};

/** A span for the command of a program that uses commander. */
export const commander: Instrumentation = {
  name: 'commander',
  enable() {
    const subscriptions = new Subscriptions()
      .on<ParseMessage>('throughline:commander.parse', startCommand)
      .on<ActionMessage>('throughline:commander.action', startAction)
      .add(watchExports(COMMONJS))
      .add(watchModule(ES_MODULES));
    return () => subscriptions.dispose();
  },
};
