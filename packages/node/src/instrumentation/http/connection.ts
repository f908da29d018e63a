// What many requests of one connection have in common, encoded once: host, scheme, peer, client, user agent.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { cleanText } from '../../trace/attributes.ts';
import type { Span } from '../../trace/span.ts';
import type { RequestHeaders } from './request-headers.ts';

const MAX_HEADER_VALUE_LENGTH = 1024;

/** A request that has been received and not yet answered. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly span: Span;
  /** The framework's route template, once one has matched. */
  route: string;

  constructor(request: IncomingMessage, response: ServerResponse, span: Span) {
    this.request = request;
    this.response = response;
    this.span = span;
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
  encoded: Uint8Array = new Uint8Array(0);
  list: readonly unknown[] = [];
  #host = '';
  #userAgent = '';
  #forwarding = '';
  #version = '';
  readonly #socket: Socket & { encrypted?: boolean };

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  find(request: IncomingMessage): Exchange | undefined {
    return this.open.find((exchange) => exchange.request === request);
  }

  /** Takes out the exchange that `response` ends. Nearly always it is the first. */
  take(response: ServerResponse): Exchange | undefined {
    const { open } = this;
    const index =
      open.length > 0 && open[0].response === response ? 0 : open.findIndex((one) => one.response === response);
    if (index === -1) return undefined;
    if (open.length === 1) return open.pop();
    return open.splice(index, 1)[0];
  }

  /** Brings the shared attributes up to date with a request's headers: nearly always they are already. */
  update(headers: RequestHeaders, httpVersion: string): void {
    const forwarding = headers.forwarded + headers.forwardedFor + headers.forwardedHost + headers.forwardedProto;
    if (
      headers.host === this.#host &&
      headers.userAgent === this.#userAgent &&
      forwarding === this.#forwarding &&
      httpVersion === this.#version
    ) {
      return;
    }
    this.#host = headers.host;
    this.#userAgent = headers.userAgent;
    this.#forwarding = forwarding;
    this.#version = httpVersion;
    this.list = this.#describe(headers);
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, this.list);
  }

  #describe(headers: RequestHeaders): unknown[] {
    const { remoteAddress, remotePort, localPort, encrypted } = this.#socket;
    const forwarded = parseForwarded(headers);
    const scheme = forwarded.proto ?? (encrypted === true ? 'https' : 'http');
    const { host, port } = splitHost(forwarded.host ?? headers.host);
    const pairs: [string, unknown][] = [
      ['url.scheme', scheme],
      ['server.address', host],
      ['server.port', port ?? (forwarded.host === undefined ? localPort : undefined)],
      ['client.address', forwarded.client ?? remoteAddress],
      ['network.peer.address', remoteAddress],
      ['network.peer.port', remotePort],
      ['network.protocol.version', this.#version],
      ['user_agent.original', headers.userAgent],
    ];
    const present = pairs.filter(([, value]) => value !== undefined && value !== '');
    return present.flatMap(([key, value]) => [
      key,
      typeof value === 'string' ? cleanText(value, MAX_HEADER_VALUE_LENGTH) : value,
    ]);
  }
}

interface Forwarded {
  readonly client: string | undefined;
  readonly host: string | undefined;
  readonly proto: string | undefined;
}

/** The outermost hop of `Forwarded` (RFC 7239), else of the `X-Forwarded-…` headers. */
function parseForwarded(headers: RequestHeaders): Forwarded {
  const first = headers.forwarded.split(',', 1)[0];
  return {
    client: parameter(first, 'for') ?? firstOf(headers.forwardedFor),
    host: parameter(first, 'host') ?? firstOf(headers.forwardedHost),
    proto: parameter(first, 'proto')?.toLowerCase() ?? firstOf(headers.forwardedProto)?.toLowerCase(),
  };
}

function parameter(element: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(element);
  const value = match?.[1] ?? match?.[2];
  return value === undefined || value === '' ? undefined : withoutBrackets(value);
}

function firstOf(list: string): string | undefined {
  const first = list.split(',', 1)[0].trim();
  return first === '' ? undefined : withoutBrackets(first);
}

function withoutBrackets(value: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(value)?.[1] ?? value;
}

/** Host and port of a `Host` header. */
export function splitHost(host: string): { host: string; port: number | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host);
  if (match === null) return { host, port: undefined };
  return { host: match[1].replace(/^\[|\]$/g, ''), port: match[2] === undefined ? undefined : Number(match[2]) };
}
