import type { ClientRequest } from 'node:http';
import { readRequestHeaders } from './client-headers.ts';
import { bracketHost, ClientTarget, defaultPort, parseRequestTarget, type RequestUrl } from './client-target.ts';

const SLASH = 0x2f;
const MAX_REMEMBERED = 500;
const byHostHeader = new Map<string, ClientTarget>();

type HostRequest = ClientRequest & { socketPath?: string };

/**
 * Where a request goes: the host that the application named, not what it wrote into a `Host` header of its own. A request
 * does not keep its port, but the `Host` header that Node made of it does; without that one, the connection has to tell.
 */
export function findRequestUrl(request: ClientRequest): RequestUrl {
  const { path } = request;
  const target = findTarget(request);
  // Fast path: an ordinary request line.
  if (path.charCodeAt(0) === SLASH) return { target, path };
  return parseRequestTarget(request.method, path, target);
}

function findTarget(request: HostRequest): ClientTarget {
  const { host, protocol, socketPath } = request;
  const header = request.headersSent ? readRequestHeaders(request).host : request.getHeader('host');
  const text = String(header ?? '');
  const known = byHostHeader.get(text);
  if (known !== undefined && known.host === host && known.protocol === protocol && known.socketPath === socketPath) {
    return known;
  }
  return rememberTarget(request, text);
}

function rememberTarget({ host, protocol, socketPath }: HostRequest, header: string): ClientTarget {
  const port = socketPath === undefined ? findPort(header, host, protocol) : undefined;
  const target = new ClientTarget({ protocol, host, port, socketPath });
  if (byHostHeader.size >= MAX_REMEMBERED) byHostHeader.clear();
  byHostHeader.set(header, target);
  return target;
}

/** The port in a `Host` header that names the host itself, `undefined` where it names another. */
function findPort(header: string, host: string, protocol: string): number | undefined {
  const name = bracketHost(host);
  if (header === name) return defaultPort(protocol);
  return header.startsWith(`${name}:`) ? Number(header.slice(name.length + 1)) || undefined : undefined;
}
