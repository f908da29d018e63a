import { splitHost } from '../http/forwarded.ts';

/** `server.address` and `server.port`, or those of a peer. */
export interface RpcAddress {
  /** `''` where it is not known. */
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * The address in a gRPC target such as `dns:///example.com:443`, `unix:/run/app.sock` or `ipv4:10.0.0.1:80`. A list of
 * addresses, or a name that only a resolver of the application knows, stays as it is.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function parseGrpcTarget(target: string): RpcAddress {
  const match = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/]*)\/)?(.*)$/i.exec(target);
  if (match === null) return splitHost(target);
  const [, scheme, , path] = match;
  switch (scheme.toLowerCase()) {
    case 'dns':
    case 'ipv4':
    case 'ipv6':
      return path.includes(',') ? { host: path, port: undefined } : splitHost(path);
    case 'unix':
    case 'unix-abstract':
      return { host: target.slice(scheme.length + 1).replace(/^\/\//, ''), port: undefined };
    default:
      // `localhost:50051` looks like a scheme.
      return /^\d+$/.test(path) ? splitHost(target) : { host: target, port: undefined };
  }
}

/** The address in `:authority`, or in `10.0.0.1:5000` and `fd00::1:5000`, as gRPC writes peers. */
export function parseAuthority(authority: string): RpcAddress {
  const address = splitHost(authority);
  if (address.port !== undefined || !authority.includes(':')) return address;
  const colon = authority.lastIndexOf(':');
  const port = Number(authority.slice(colon + 1));
  return Number.isInteger(port) ? { host: authority.slice(0, colon), port } : address;
}

/** As many peers as are remembered: calls of one connection have the same. */
const MAX_PEERS = 200;

const peers = new Map<string, RpcAddress>();

/** The same, remembered. */
export function parsePeer(text: string): RpcAddress {
  const known = peers.get(text);
  if (known !== undefined) return known;
  if (peers.size >= MAX_PEERS) peers.clear();
  const address = parseAuthority(text);
  peers.set(text, address);
  return address;
}
