// What clients of ssh2 ask servers for: the messages of our channels. What the library reports, it reports from the connection, in
// whatever context that was opened: one connection serves many requests. So callbacks run in the context of whoever asked.
import { channel } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { activeContext, storage } from '../../context/context-manager.ts';

export const START = 'throughline:ssh2.start';
export const END = 'throughline:ssh2.end';

const start = channel(START);
const end = channel(END);

export type SshOperation = 'connect' | 'exec' | 'shell' | 'sftp' | 'subsystem' | 'forward' | 'listen';

/** What a message says of what is asked, beside its name. */
interface SshDetails {
  /** What is run, as the application wrote it: may hold secrets. */
  readonly command?: string;
  /** Of a forwarded connection: where it goes, or where the server listens. */
  readonly target?: { readonly address: string; readonly port: number };
  /** Of an operation of SFTP: the file or folder on the server. */
  readonly path?: string;
}

/** One thing that is asked of a server, until it has been answered; a command until it has ended. */
export class SshMessage {
  /** An operation of SSH, or the method's name of one of SFTP, which has a path. */
  readonly operation: string;
  readonly address: string;
  readonly port: number;
  readonly details: SshDetails;
  /** To be set for the remote command, if the server allows it: subscribers fill it. */
  readonly variables: Record<string, string> = {};
  exitCode: number | undefined = undefined;
  signal: string | undefined = undefined;
  error: unknown = undefined;

  constructor(operation: string, { config }: Pick<Client, 'config'>, details: SshDetails = {}) {
    this.operation = operation;
    this.address = config?.host ?? '';
    this.port = config?.port ?? 22;
    this.details = details;
  }
}

export interface Client extends EventEmitter {
  readonly config?: { readonly host?: string; readonly port?: number };
}

export function isWatched(): boolean {
  return start.hasSubscribers;
}

export function begin(message: SshMessage): void {
  start.publish(message);
}

export function finish(message: SshMessage, error?: unknown): void {
  message.error = error;
  end.publish(message);
}

type Callback = (...results: unknown[]) => unknown;

/**
 * The arguments of a call with another callback, the last function among them: `answer` gets what it is called with, then the
 * application, in the context in which it has called. Undefined where nobody waits for the answer.
 */
export function withCallback(args: readonly unknown[], answer: Callback): unknown[] | undefined {
  const index = args.findLastIndex((argument) => typeof argument === 'function');
  if (index === -1) return undefined;
  const callback = args[index] as Callback;
  const context = activeContext();
  const traced: Callback = (...results) => {
    answer(...results);
    return storage.run(context, () => callback(...results));
  };
  return args.map((argument, at) => (at === index ? traced : argument));
}
