// What clients do with files and folders by SFTP. One operation of the application may be many requests to the server: reading a
// file opens it, asks for its size, reads its parts and closes it. So what works on paths is wrapped; what works on handles, and
// what the library calls for itself, is not.
import { errorMonitor, type EventEmitter } from 'node:events';
import { bindEmitter } from '../../context/bind-emitter.ts';
import { activeContext } from '../../context/context-manager.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { begin, type Client, finish, isWatched, SshMessage, withCallback } from './ssh-message.ts';

interface Sftp {
  /** Servers have the class as well. */
  readonly server: boolean;
  readonly _client?: Client;
}

type Call = (this: Sftp, ...args: unknown[]) => unknown;

/** Which argument is the path on the server. */
const PATH_OF: Readonly<Record<string, number>> = {
  readFile: 0,
  writeFile: 0,
  appendFile: 0,
  fastGet: 0,
  fastPut: 1,
  readdir: 0,
  stat: 0,
  lstat: 0,
  exists: 0,
  mkdir: 0,
  rmdir: 0,
  unlink: 0,
  rename: 0,
  realpath: 0,
  readlink: 0,
  symlink: 1,
  setstat: 0,
  chmod: 0,
  chown: 0,
  utimes: 0,
};

/** Methods that return streams. They are reading, or writing, until these are closed. */
const STREAMS = ['createReadStream', 'createWriteStream'];

const wrapped = new WeakSet<object>();

/** Set while an operation calls others. */
let isInside = false;

/** Wraps the class of an SFTP session, which the package does not export. */
export function wrapSftp(session: unknown): void {
  const prototype = Object.getPrototypeOf(session ?? {}) as object;
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  for (const [name, index] of Object.entries(PATH_OF)) {
    replaceMethod<Call>(prototype, name, (original) => wrapOperation(original, name, index));
  }
  for (const name of STREAMS) replaceMethod<Call>(prototype, name, (original) => wrapStream(original, name));
}

function wrapOperation(original: Call, name: string, index: number): Call {
  return function (...args) {
    const path = args[index];
    if (!isTraced(this, path)) return original.apply(this, args);
    const message = new SshMessage(name, this._client ?? {}, { path });
    begin(message);
    const traced = withCallback(args, (error) => finish(message, name === 'exists' ? undefined : error));
    // Nobody waits for the answer.
    if (traced === undefined) finish(message);
    return callInside(message, () => original.apply(this, traced ?? args));
  };
}

/** A handle is a `Buffer`. */
function isTraced({ server }: Sftp, path: unknown): path is string {
  return isWatched() && !isInside && !server && typeof path === 'string';
}

function callInside<T>(message: SshMessage, call: () => T): T {
  isInside = true;
  try {
    return call();
  } catch (error) {
    finish(message, error);
    throw error;
  } finally {
    isInside = false;
  }
}

function wrapStream(original: Call, name: string): Call {
  return function (...args) {
    const [path] = args;
    if (!isTraced(this, path)) return original.apply(this, args);
    const message = new SshMessage(name, this._client ?? {}, { path });
    begin(message);
    const stream = callInside(message, () => original.apply(this, args)) as EventEmitter & { autoClose?: boolean };
    watchStream(stream, message);
    return bindEmitter(activeContext(), stream);
  };
}

/** An `error` listener would change what happens to an error that nobody listens for. */
function watchStream(stream: EventEmitter & { readonly autoClose?: boolean }, message: SshMessage): void {
  const onEnd = (): void => finish(message);
  stream.prependListener(errorMonitor, (error: unknown) => finish(message, error)).prependListener('close', onEnd);
  // Whoever wants to close it himself might never do that.
  if (stream.autoClose === false) stream.prependListener('end', onEnd).prependListener('finish', onEnd);
}
