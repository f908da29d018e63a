// A client of HTTP/1.1 for one URL, on plain sockets. `node:http` would make the application's own requests slower: its
// server and its client run through the same functions, and with objects of both kinds V8 can specialise them for
// neither (docs/adr/009-http-client-of-our-own.md).
import type { Socket } from 'node:net';
import type { OtlpTlsConfiguration } from '../configuration/configuration.ts';
import { NoAnswerError } from './deadline.ts';
import type { HttpAnswer } from './http-answer-reader.ts';
import { type ExchangeOptions, HttpConnection, type HttpRequest } from './http-connection.ts';
import { hasTlsFiles, readTls, type TlsMaterial } from './tls-files.ts';
import { watchConnecting } from './watch-connecting.ts';

/** Connections that stay open between requests. */
const MAX_FREE_CONNECTIONS = 4;

/** Keeps connections to the origin of a URL, and sends requests over them. */
export class HttpClient {
  readonly #url: URL;
  readonly #tls: OtlpTlsConfiguration;
  readonly #sockets = new Set<Socket>();
  #free: HttpConnection[] = [];
  #material: TlsMaterial | undefined;
  #isHeld = false;
  #isClosed = false;

  constructor(url: URL, tls: OtlpTlsConfiguration) {
    this.#url = url;
    this.#tls = tls;
  }

  /** Reads the certificate files. @throws where one cannot be read. */
  prepare(): void {
    if (this.#url.protocol === 'https:') this.#material ??= readTls(this.#tls);
  }

  /** @throws as {@link HttpConnection.exchange} does. */
  async send(request: HttpRequest, options: ExchangeOptions): Promise<HttpAnswer> {
    const connection = this.#free.pop() ?? this.#open();
    const { isReused } = connection;
    try {
      return await connection.exchange(request, options);
    } catch (error) {
      // A kept connection that the receiver had closed: the request never had a chance.
      if (isReused && !this.#isClosed && !(error instanceof NoAnswerError)) return this.send(request, options);
      this.#retire();
      throw error;
    }
  }

  /** Whether connections keep the process alive. */
  hold(keepAlive: boolean): void {
    this.#isHeld = keepAlive;
    for (const socket of this.#sockets) this.#applyHold(socket);
  }

  /** Breaks every connection off. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(): HttpConnection {
    this.prepare();
    const socket = connect(this.#url, this.#material);
    this.#sockets.add(socket);
    watchConnecting(socket, {
      applyHold: () => this.#applyHold(socket),
      giveUp: (error) => void socket.destroy(error),
    });
    const connection = new HttpConnection(socket, (free) => this.#keep(free));
    socket.once('close', () => this.#forget(connection));
    return connection;
  }

  #keep(connection: HttpConnection): void {
    if (this.#free.length < MAX_FREE_CONNECTIONS && !connection.socket.destroyed) this.#free.push(connection);
    else connection.socket.destroy();
  }

  #forget(connection: HttpConnection): void {
    this.#sockets.delete(connection.socket);
    this.#free = this.#free.filter((free) => free !== connection);
  }

  /** Where there are certificate files, they may have been replaced since they were read. */
  #retire(): void {
    if (!hasTlsFiles(this.#tls)) return;
    this.#material = undefined;
    for (const { socket } of this.#free.splice(0)) socket.destroy();
  }

  #applyHold(socket: Socket): void {
    if (this.#isHeld) socket.ref();
    else socket.unref();
  }
}

function connect(url: URL, material: TlsMaterial | undefined): Socket {
  const net = process.getBuiltinModule('node:net');
  // A URL has an IPv6 address in brackets.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const options = { host, noDelay: true, keepAlive: true };
  if (url.protocol !== 'https:') return net.connect({ ...options, port: Number(url.port || 80) });
  return process.getBuiltinModule('node:tls').connect({
    ...options,
    ...material,
    port: Number(url.port || 443),
    // Names only: RFC 6066 has no addresses.
    servername: net.isIP(host) === 0 ? host : undefined,
    ALPNProtocols: ['http/1.1'],
  });
}
