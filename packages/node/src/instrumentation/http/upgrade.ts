// Upgraded and CONNECT requests publish on no channel: Node hands them to the server's 'upgrade' or 'connect' listeners
// and forgets them. Their span covers the handshake, and ends with the status line that the handler writes; what the
// socket does for hours afterwards is not this span's business.
import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'node:net';
import { storage } from '../../context/context-manager.ts';
import { Span } from '../../trace/span.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { HttpServerSpans } from './server.ts';

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean;

const kWatched = Symbol('throughline.upgrades');

type WatchedServer = Omit<Server, 'emit'> & { emit: Emit; [kWatched]?: boolean };

/** Watches the handshakes of every server that has listeners for them. Returns how to stop. */
export function enableUpgrades(spans: HttpServerSpans): () => void {
  const subscriptions = new Subscriptions();
  let active = true;
  subscriptions.on<{ socket: Socket & { server?: WatchedServer } }>('net.server.socket', ({ socket: { server } }) => {
    if (server === undefined || server[kWatched] === true || !takesHandshakes(server)) return;
    server[kWatched] = true;
    watchServer(server, (event, args) => {
      if (!active || (event !== 'upgrade' && event !== 'connect') || !isRequest(args[0])) return undefined;
      return beginHandshake(spans, args[0], args[1] as Socket);
    });
  });
  return () => {
    active = false;
    subscriptions.dispose();
  };
}

function takesHandshakes(server: WatchedServer): boolean {
  return server.listenerCount('upgrade') > 0 || server.listenerCount('connect') > 0;
}

/** A listener of ours would change what Node does with the request, so the server's own `emit` is wrapped instead. */
function watchServer(
  server: WatchedServer,
  begin: (event: string | symbol, args: unknown[]) => StoredContext | undefined,
): void {
  const { emit } = server;
  server.emit = function (event, ...args) {
    const context = begin(event, args);
    return context === undefined
      ? emit.call(this, event, ...args)
      : storage.run(context, () => emit.call(this, event, ...args));
  };
}

function isRequest(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'rawHeaders' in value;
}

type StoredContext = NonNullable<ReturnType<typeof storage.getStore>>;

function beginHandshake(spans: HttpServerSpans, request: IncomingMessage, socket: Socket): StoredContext | undefined {
  try {
    const { span, context } = spans.begin(request, socket);
    if (span instanceof Span) {
      spans.describe(span, request, socket);
      watchAnswer(span, socket);
    }
    return context;
  } catch (error) {
    reportBug('http upgrade', error);
    return undefined;
  }
}

/** Ends the span with the first thing that is written, or when the socket closes without an answer. */
function watchAnswer(span: Span, socket: Socket): void {
  const restores = (['write', 'end'] as const).map((method) =>
    watchMethod(socket, method, (chunk) => end(parseStatus(chunk))),
  );
  const end = (statusCode: number | undefined): void => {
    for (const restore of restores) restore();
    if (!span.ended) endHandshake(span, statusCode);
  };
  socket.once('close', () => end(undefined));
}

/** Calls `onCall` with the first argument of each call of `socket[method]`. @returns how to restore the method. */
function watchMethod(socket: Socket, method: 'write' | 'end', onCall: (chunk: unknown) => void): () => void {
  const methods = socket as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method];
  const hadOwn = Object.hasOwn(socket, method);
  const watched = function (this: Socket, ...args: unknown[]): unknown {
    onCall(args[0]);
    return original.apply(this, args);
  };
  methods[method] = watched;
  return () => {
    if (methods[method] !== watched) return;
    if (hadOwn) methods[method] = original;
    else delete methods[method];
  };
}

function endHandshake(span: Span, statusCode: number | undefined): void {
  if (statusCode !== undefined) span.setAttribute('http.response.status_code', statusCode);
  if (statusCode === undefined || statusCode >= 500) {
    span.setAttribute('error.type', statusCode === undefined ? 'aborted' : String(statusCode));
    span.setStatus({
      code: 2,
      message: statusCode === undefined ? 'the connection closed before an answer' : undefined,
    });
  }
  span.end();
}

function parseStatus(chunk: unknown): number | undefined {
  const head =
    typeof chunk === 'string'
      ? chunk
      : chunk instanceof Uint8Array
        ? Buffer.from(chunk.subarray(0, 16)).toString('latin1')
        : '';
  const match = /^HTTP\/1\.[01] (\d{3})/.exec(head);
  return match === null ? undefined : Number(match[1]);
}
