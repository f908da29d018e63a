import type { RequestHeaders } from './request-headers.ts';

/** What the proxies in front say of the original request. */
export interface Forwarded {
  readonly client: string | undefined;
  readonly host: string | undefined;
  readonly proto: string | undefined;
}

const NOT_FORWARDED: Forwarded = { client: undefined, host: undefined, proto: undefined };

/** The outermost hop of `Forwarded` (RFC 7239), else of the `X-Forwarded-…` headers. */
export function parseForwarded(headers: RequestHeaders): Forwarded {
  const { forwarded, forwardedFor, forwardedHost, forwardedProto } = headers;
  if (forwarded !== '') return parseElement(forwarded.split(',', 1)[0]);
  if (forwardedFor === '' && forwardedHost === '' && forwardedProto === '') return NOT_FORWARDED;
  const client = firstOf(forwardedFor);
  return {
    client: client === undefined ? undefined : splitHost(client).host,
    host: firstOf(forwardedHost),
    proto: firstOf(forwardedProto)?.toLowerCase(),
  };
}

function parseElement(element: string): Forwarded {
  const client = parameter(element, FOR);
  return {
    client: client === undefined ? undefined : splitHost(client).host,
    host: parameter(element, HOST),
    proto: parameter(element, PROTO)?.toLowerCase(),
  };
}

const FOR = /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^;\s]*))/i;
const HOST = /(?:^|;)\s*host\s*=\s*(?:"([^"]*)"|([^;\s]*))/i;
const PROTO = /(?:^|;)\s*proto\s*=\s*(?:"([^"]*)"|([^;\s]*))/i;

function parameter(element: string, pattern: RegExp): string | undefined {
  const match = pattern.exec(element);
  return match?.[1] || match?.[2] || undefined;
}

function firstOf(list: string): string | undefined {
  const comma = list.indexOf(',');
  return (comma === -1 ? list : list.slice(0, comma)).trim() || undefined;
}

/** Host and port of `host`, `host:port`, `[v6]:port` or a bare IPv6 address. */
export function splitHost(authority: string): { host: string; port: number | undefined } {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(authority);
  if (match === null) return { host: authority, port: undefined };
  return { host: match[1] ?? match[2], port: match[3] === undefined ? undefined : Number(match[3]) };
}
