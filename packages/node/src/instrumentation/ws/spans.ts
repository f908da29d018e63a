// Spans of WebSockets: one for each upgrade that a server answers, one for each session, on both sides, and on request one for
// each message. Why a session is a trace of its own, and where handlers run: docs/adr/008-long-lived-sockets.md.
import type { Context } from '@opentelemetry/api';
import { channel } from 'node:diagnostics_channel';
import type { Duplex } from 'node:stream';
import { getSpan, isSuppressed, withSpan, withoutSpan } from '../../context/context.ts';
import { activeContext, storage } from '../../context/context-manager.ts';
import { atEnd } from '../../exit/at-end.ts';
import { redactUrlQuery } from '../../redaction/redact-url-query.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { reportBug, Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import { readOfferedContext } from './carrier.ts';
import { MessageSpans } from './message-spans.ts';
import { Session } from './session.ts';
import { type EventMessage, type OpenMessage, type SendMessage, type UpgradeMessage, wrapWs } from './wrap.ts';
import type { WebSocketLike } from './wrap.ts';

interface Upgrade {
  readonly span: ReturnType<Tracer['start']>;
  readonly context: Context;
  readonly path: string;
}

class WebSocketSpans {
  readonly #context: InstrumentationContext;
  readonly #tracer: Tracer;
  readonly #messages: MessageSpans;
  readonly #upgrades = new WeakMap<Duplex, Upgrade>();
  readonly #sessions = new WeakMap<WebSocketLike, Session>();
  /** What is open, to be written if tracing ends before. */
  readonly #open = new Set<Session>();

  constructor(context: InstrumentationContext) {
    this.#context = context;
    this.#tracer = context.provider.getTracer('@throughline/node/ws', RUNTIME_VERSION);
    this.#messages = new MessageSpans(context, this.#tracer);
  }

  /** @returns the context in which the server answers. */
  upgrade({ request, socket }: UpgradeMessage): Context {
    const active = activeContext();
    if (isSuppressed(active)) return active;
    const offered = readOfferedContext(request, this.#context.propagator);
    const parent = offered ?? active;
    const link = offered === undefined ? undefined : getSpan(active);
    const links = link === undefined ? [] : [{ context: link.spanContext() }];
    const span = this.#tracer.start(
      'websocket.upgrade',
      { links },
      { parent: toIdentity(getSpan(parent)), context: parent },
    );
    const upgrade = { span, context: withSpan(parent, span), path: pathOf(request.url) };
    this.#upgrades.set(socket, upgrade);
    if (span instanceof Span) {
      span.setAttribute('url.path', upgrade.path);
      socket.once('close', () => refuse(span));
    }
    return upgrade.context;
  }

  open({ webSocket, socket }: OpenMessage): void {
    const upgrade = this.#upgrades.get(socket);
    const context = upgrade?.context ?? activeContext();
    if (isSuppressed(context)) return;
    const span = this.#startSession(webSocket, context);
    const session = new Session(span, context);
    this.#sessions.set(webSocket, session);
    this.#open.add(session);
    if (!(upgrade?.span instanceof Span) || upgrade.span.ended) return;
    if (span instanceof Span) {
      span.setAttribute('url.path', upgrade.path);
      upgrade.span.addLink({ context: span.spanContext() });
    }
    upgrade.span.end();
  }

  /** A socket's event runs in the context of its session, or of the message that it is about. */
  event(message: EventMessage): void {
    const { webSocket, name, args } = message;
    const session = this.#sessions.get(webSocket);
    if (session === undefined) return;
    message.context = session.context;
    if (name === 'message') {
      session.countReceived(args[1]);
      message.context = this.#messages.receive(message, session);
    } else if (name === 'error') session.fail(args[1]);
    else if (name === 'close') this.#close(webSocket, session, Number(args[1]));
  }

  eventEnd(message: EventMessage): void {
    this.#messages.received(message);
  }

  send(message: SendMessage): void {
    const session = this.#sessions.get(message.webSocket);
    if (session === undefined) return;
    this.#messages.send(message, session);
    session.countSent(message.data, message.isLast);
  }

  sendEnd(message: SendMessage): void {
    this.#messages.sent(message);
  }

  /** Writes the sessions that are still open. */
  dispose(): void {
    for (const session of this.#open) session.end(undefined);
    this.#open.clear();
  }

  #startSession(webSocket: WebSocketLike, context: Context): ReturnType<Tracer['start']> {
    const origin = getSpan(context);
    const links = origin === undefined ? [] : [{ context: origin.spanContext() }];
    // Its baggage stays.
    const span = this.#tracer.start(
      'websocket.session',
      { links },
      { parent: undefined, context: withoutSpan(context) },
    );
    if (!(span instanceof Span)) return span;
    span.setAttribute('websocket.role', webSocket._isServer === true ? 'server' : 'client');
    if (webSocket._isServer !== true) describeTarget(span, webSocket.url);
    return span;
  }

  #close(webSocket: WebSocketLike, session: Session, code: number): void {
    this.#sessions.delete(webSocket);
    this.#open.delete(session);
    session.end(code);
  }
}

/** The connection closed, and was no WebSocket by then: the application said no, or the client left. */
function refuse(span: Span): void {
  if (span.ended) return;
  span.setAttribute('websocket.upgraded', false);
  span.end();
}

function pathOf(url: string | undefined): string {
  const path = redactUrlQuery(url ?? '');
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}

function describeTarget(span: Span, url: string | undefined): void {
  const parsed = URL.parse(url ?? '');
  if (parsed === null) return;
  const { hostname, port, protocol, pathname } = parsed;
  span.setAttribute('server.address', hostname);
  span.setAttribute('server.port', port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port));
  span.setAttribute('url.path', pathOf(pathname));
}

const TARGET: ExportsTarget = {
  name: 'ws',
  file: /[\\/]ws[\\/](?:index|lib[\\/](?:websocket|websocket-server))\.js$/,
  inside: { id: /^\.\/(?:lib\/)?websocket(?:-server)?(?:\.js)?$/, from: /[\\/]ws[\\/](?:index|lib[\\/][\w-]+)\.js$/ },
  wrap: wrapWs,
};

/** What is run for a channel's store must not throw: Node would make it an uncaught exception. */
function guardStore<M>(name: string, find: (message: M) => Context): (message: M) => Context {
  return (message) => {
    try {
      return find(message);
    } catch (error) {
      reportBug(name, error);
      return activeContext();
    }
  };
}

/** Makes the code that a channel runs run in a context. @returns how to stop. */
function bindContext<M>(name: string, find: (message: M) => Context): () => void {
  const bound = channel(name);
  bound.bindStore(storage, guardStore(name, find) as (message: unknown) => Context);
  return () => bound.unbindStore(storage);
}

/** Upgrades, sessions and messages of ws. */
export const ws: Instrumentation = {
  name: 'ws',
  enable(context) {
    const spans = new WebSocketSpans(context);
    const subscriptions = new Subscriptions()
      .add(bindContext<UpgradeMessage>('throughline:ws.upgrade', (message) => spans.upgrade(message)))
      .on<OpenMessage>('throughline:ws.open', (message) => spans.open(message))
      .on<EventMessage>('throughline:ws.event', (message) => spans.event(message))
      .on<EventMessage>('throughline:ws.event.end', (message) => spans.eventEnd(message))
      .on<SendMessage>('throughline:ws.send', (message) => spans.send(message))
      .on<SendMessage>('throughline:ws.send.end', (message) => spans.sendEnd(message))
      .add(watchExports(TARGET))
      .add(() => spans.dispose());
    subscriptions.add(atEnd(() => spans.dispose()));
    return () => subscriptions.dispose();
  },
};
