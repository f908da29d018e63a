// What the requests of one connection have in common, encoded once: method, scheme, host, peer and, where no proxy stands
// between, client and user agent. A proxy sends many clients' requests over one connection: theirs are set one by one.
import type { Socket } from 'node:net';
import { cleanText } from '../../redaction/clean-text.ts';
import { parseForwarded, splitHost } from './forwarded.ts';
import { RequestBlock } from './request-block.ts';
import type { RequestHeaders } from './request-headers.ts';

const MAX_HEADER_VALUE_LENGTH = 1024;

/** The blocks of one connection, one for each method that is used on it. */
export class SharedAttributes {
  readonly #socket: Socket & { encrypted?: boolean };
  readonly #blocks = new Map<string, RequestBlock>();
  #last: RequestBlock | undefined;
  #host = '';
  #userAgent = '';
  #forwarded = '';
  #forwardedHost = '';
  #forwardedProto = '';
  #version = '';

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The block for a request. Made anew only when something else than the method has changed. */
  block(headers: RequestHeaders, httpVersion: string, method: string): RequestBlock {
    if (!this.#isCurrent(headers, httpVersion)) this.#reset(headers, httpVersion);
    // Fast path: the method of the request before.
    if (this.#last?.method === method) return this.#last;
    this.#last = this.#blocks.get(method) ?? this.#create(headers, method);
    return this.#last;
  }

  #isCurrent(headers: RequestHeaders, httpVersion: string): boolean {
    return (
      headers.host === this.#host &&
      (headers.isForwarded || headers.userAgent === this.#userAgent) &&
      headers.forwarded === this.#forwarded &&
      headers.forwardedHost === this.#forwardedHost &&
      headers.forwardedProto === this.#forwardedProto &&
      httpVersion === this.#version
    );
  }

  #reset(headers: RequestHeaders, httpVersion: string): void {
    this.#blocks.clear();
    this.#last = undefined;
    this.#host = headers.host;
    this.#userAgent = headers.isForwarded ? '' : headers.userAgent;
    this.#forwarded = headers.forwarded;
    this.#forwardedHost = headers.forwardedHost;
    this.#forwardedProto = headers.forwardedProto;
    this.#version = httpVersion;
  }

  #create(headers: RequestHeaders, method: string): RequestBlock {
    const block = new RequestBlock(method, this.#describe(headers, method));
    this.#blocks.set(method, block);
    return block;
  }

  #describe(headers: RequestHeaders, method: string): unknown[] {
    const { remoteAddress, remotePort, localPort, encrypted } = this.#socket;
    const forwarded = parseForwarded(headers);
    const { host, port } = splitHost(forwarded.host ?? headers.host);
    const list: unknown[] = ['http.request.method', method];
    push(list, 'url.scheme', forwarded.proto ?? (encrypted === true ? 'https' : 'http'));
    push(list, 'server.address', host);
    push(list, 'server.port', port ?? (forwarded.host === undefined ? localPort : undefined));
    push(list, 'network.peer.address', remoteAddress);
    push(list, 'network.peer.port', remotePort);
    push(list, 'network.protocol.version', this.#version);
    if (headers.isForwarded) return list;
    push(list, 'client.address', remoteAddress);
    push(list, 'user_agent.original', headers.userAgent);
    return list;
  }
}

/** Client and user agent of a request that came through a proxy. */
export function pushClient(list: unknown[], headers: RequestHeaders): void {
  push(list, 'client.address', parseForwarded(headers).client);
  push(list, 'user_agent.original', headers.userAgent);
}

function push(list: unknown[], key: string, value: string | number | undefined): void {
  if (value === undefined || value === '') return;
  list.push(key, typeof value === 'string' ? cleanText(value, MAX_HEADER_VALUE_LENGTH) : value);
}
