// A server connection: the requests that are open on it, and the attributes that they share.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Span } from '../../trace/span.ts';
import type { RequestBlock } from './request-block.ts';
import { SharedAttributes } from './shared-attributes.ts';

/** A request that has been received and not yet answered. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly span: Span;
  /** What the span shares with others, where it does. */
  block: RequestBlock | undefined;
  /** The framework's route template, once one has matched. */
  route: string;

  constructor(request: IncomingMessage, response: ServerResponse, span: Span) {
    this.request = request;
    this.response = response;
    this.span = span;
    this.block = undefined;
    this.route = '';
  }
}

const kConnection = Symbol('throughline.connection');

type TracedSocket = Socket & { [kConnection]?: Connection };

/** The state of a connection, where it has carried a recorded request. */
export function findConnection(socket: Socket): Connection | undefined {
  return (socket as TracedSocket)[kConnection];
}

/** The state of a connection. `onClose` gets what is still unanswered when the connection closes. */
export function openConnection(socket: TracedSocket, onClose: (exchange: Exchange) => void): Connection {
  const known = socket[kConnection];
  if (known !== undefined) return known;
  const connection = new Connection(socket);
  socket[kConnection] = connection;
  socket.once('close', () => {
    for (const exchange of connection.open.splice(0)) onClose(exchange);
  });
  return connection;
}

/** State of one server connection. */
export class Connection {
  /** Usually one; more with pipelining. */
  readonly open: Exchange[] = [];
  readonly shared: SharedAttributes;

  constructor(socket: Socket) {
    this.shared = new SharedAttributes(socket);
  }

  find(request: IncomingMessage): Exchange | undefined {
    return this.open.find((exchange) => exchange.request === request);
  }

  /** Takes out the exchange that `response` ends. Nearly always it is the first. */
  take(response: ServerResponse): Exchange | undefined {
    const { open } = this;
    if (open.length === 1 && open[0].response === response) return open.pop();
    const index = open.findIndex((one) => one.response === response);
    return index === -1 ? undefined : open.splice(index, 1)[0];
  }
}
