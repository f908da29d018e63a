// Where requests go. What spans of one origin have in common is encoded once, and once more for each connection, which
// adds its peer.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import type { Socket } from 'node:net';

/** An origin, as clients name it. */
export class ClientTarget {
  readonly protocol: string;
  /** Without brackets. */
  readonly host: string;
  /** Undefined where the request does not say: the connection will. */
  readonly port: number | undefined;
  /** Undefined but for a Unix domain socket. */
  readonly socketPath: string | undefined;
  /** `https://example.com:8443`, what the path of `url.full` follows. */
  readonly origin: string;
  /** `server.address` and `server.port` as a flat list, and encoded. */
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;

  constructor({ protocol, host, port, socketPath }: Pick<ClientTarget, 'protocol' | 'host' | 'port' | 'socketPath'>) {
    this.protocol = protocol;
    this.host = host;
    this.port = port;
    this.socketPath = socketPath;
    this.origin = formatOrigin(protocol, host, port);
    const list: unknown[] = ['server.address', socketPath ?? host];
    push(list, 'server.port', port);
    this.list = list;
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, this.list);
  }
}

/** What the requests to one target over one connection have in common: the target's attributes, then the peer's. */
export class ClientPeer {
  readonly target: ClientTarget;
  /** `network.protocol.version`. */
  readonly version: string;
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;

  constructor(target: ClientTarget, version: string, { remoteAddress, remotePort }: Socket) {
    const { socketPath, port } = target;
    this.target = target;
    this.version = version;
    const list = [...target.list];
    if (port === undefined) push(list, 'server.port', remotePort);
    push(list, 'network.peer.address', socketPath ?? remoteAddress);
    push(list, 'network.peer.port', remotePort);
    push(list, 'network.protocol.version', version);
    this.list = list;
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, this.list);
  }
}

const kPeer = Symbol('throughline.peer');

type TracedSocket = Socket & { [kPeer]?: ClientPeer };

/** What is known of a connection's other side, if the last request over it went to the same target. */
export function findPeer(socket: TracedSocket, target: ClientTarget): ClientPeer | undefined {
  const peer = socket[kPeer];
  return peer?.target === target ? peer : undefined;
}

/** Reads the other side of a connection, and keeps it for the next request. */
export function createPeer(socket: TracedSocket, target: ClientTarget, version: string): ClientPeer {
  return (socket[kPeer] = new ClientPeer(target, version, socket));
}

/** A target and what follows its origin in the URL. */
export interface RequestUrl {
  readonly target: ClientTarget;
  readonly path: string;
}

const MAX_REMEMBERED = 500;
const targets = new Map<string, ClientTarget>();

/** The target of an origin or of a whole URL, without its user and password. `undefined` for what is no URL. */
export function findOriginTarget(origin: string): ClientTarget | undefined {
  const known = targets.get(origin);
  if (known !== undefined) return known;
  const url = URL.parse(origin);
  if (url === null) return undefined;
  const { protocol, hostname, port } = url;
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = new ClientTarget({
    protocol,
    host,
    port: Number(port) || defaultPort(protocol),
    socketPath: undefined,
  });
  if (targets.size >= MAX_REMEMBERED) targets.clear();
  targets.set(origin, target);
  return target;
}

/**
 * The URL of a request line that does not begin with a path (RFC 9112, section 3.2): a whole URL, as proxies get it, the
 * authority of CONNECT, the asterisk of OPTIONS. `target` is where it is sent.
 */
export function parseRequestTarget(method: string, text: string, target: ClientTarget): RequestUrl {
  if (text === '*') return { target, path: '' };
  if (method === 'CONNECT') return { target: findOriginTarget(`http://${text}`) ?? target, path: '' };
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  const named = url === null ? undefined : findOriginTarget(url.origin);
  if (url === null || named === undefined) return { target, path: text };
  return { target: named, path: url.pathname + url.search };
}

/** The port that a URL of this protocol does not have to name. */
export function defaultPort(protocol: string): number {
  return protocol === 'https:' || protocol === 'wss:' ? 443 : 80;
}

/** An IPv6 address in brackets, any other host as it is. */
export function bracketHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** `scheme://host`, and the port where it is not the scheme's own. */
export function formatOrigin(protocol: string, host: string, port: number | undefined): string {
  const named = port === undefined || port === defaultPort(protocol) ? '' : `:${port}`;
  return `${protocol}//${bracketHost(host)}${named}`;
}

function push(list: unknown[], key: string, value: string | number | undefined): void {
  if (value !== undefined && value !== '') list.push(key, value);
}
