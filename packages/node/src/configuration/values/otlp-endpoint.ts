import type { OtlpProtocol } from '../configuration.ts';
import { describeValue } from './describe-value.ts';
import type { Reading, ValueType } from './reading.ts';
import { unusable } from './reading.ts';

/** Where to send, as somebody wrote it. */
export interface EndpointSource {
  /** A variable or option, for messages. */
  readonly subject: string;
  readonly text: string;
  /** The URL is complete: nothing is added to its path. */
  readonly asIs: boolean;
  /** What an endpoint without scheme means for gRPC: plain text, or TLS. */
  readonly insecure: boolean;
}

/** Where to send, as an exporter needs it. */
export interface Endpoint {
  readonly protocol: OtlpProtocol;
  readonly url: string;
}

/** An endpoint as people write it; no part of its form is changed yet. */
export const endpoint: ValueType = { name: 'URL', parse: readEndpoint, check: readEndpoint };

function readEndpoint(value: unknown): Reading {
  const need = 'an http:// or https:// URL, or host:port for gRPC';
  if (typeof value !== 'string') return unusable(value, need);
  if (value === '') return { value: undefined };
  const isUsable = parseUrl(hasScheme(value) ? value : `http://${value}`) !== undefined;
  return isUsable ? { value } : unusable(hideSecrets(value), need);
}

/** What is sent: each kind has a path of its own over HTTP. */
export type ExportSignal = 'traces' | 'logs';

/** What an endpoint is wanted for. */
export interface EndpointPurpose {
  /** Undefined if nobody chose one. */
  readonly protocol: OtlpProtocol | undefined;
  readonly signal: ExportSignal;
}

const GRPC_PORT = '4317';
const HTTP_PORT = '4318';

/** The endpoint that `source` means, or the default one. */
export function resolveEndpoint(
  source: EndpointSource | undefined,
  { protocol, signal }: EndpointPurpose,
  warnings: string[],
): Endpoint {
  if (source === undefined) return defaultEndpoint(protocol, signal);
  const url = parseEndpoint(source, protocol);
  if (url === undefined) return defaultEndpoint(protocol, signal);
  const isGrpc = (protocol ?? guessProtocol(source.text, url)) === 'grpc';
  if (isGrpc) return { protocol: 'grpc', url: grpcUrl(source, url, warnings) };
  return { protocol: protocol ?? 'http/protobuf', url: httpUrl({ ...source, path: `v1/${signal}` }, url, warnings) };
}

function defaultEndpoint(protocol: OtlpProtocol | undefined, signal: ExportSignal): Endpoint {
  if (protocol === 'grpc') return { protocol, url: `http://localhost:${GRPC_PORT}` };
  return { protocol: protocol ?? 'http/protobuf', url: `http://localhost:${HTTP_PORT}/v1/${signal}` };
}

/** Nobody serves OTLP over HTTP on the port for gRPC, nor writes a URL for HTTP without scheme. */
function guessProtocol(text: string, url: URL): OtlpProtocol {
  if (url.port === GRPC_PORT) return 'grpc';
  return hasScheme(text) || url.port === HTTP_PORT ? 'http/protobuf' : 'grpc';
}

function parseEndpoint({ text, insecure }: EndpointSource, protocol: OtlpProtocol | undefined): URL | undefined {
  if (hasScheme(text)) return parseUrl(text);
  const url = parseUrl(`http://${text}`);
  if (url === undefined) return undefined;
  const isGrpc = (protocol ?? guessProtocol(text, url)) === 'grpc';
  if (!isGrpc) return url;
  // Without scheme and port there is no other default than the one of OTLP. `http:` hides its own, port 80.
  const hasPort = /:\d+\/?$/.test(text);
  const port = hasPort ? '' : `:${GRPC_PORT}`;
  return parseUrl(`${insecure ? 'http' : 'https'}://${text.replace(/\/$/, '')}${port}`);
}

function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : undefined;
}

function hasScheme(text: string): boolean {
  return text.includes('://') || /^(?:unix|dns|ipv4|ipv6|xds|vsock):/.test(text);
}

function grpcUrl({ subject }: EndpointSource, url: URL, warnings: string[]): string {
  if (url.pathname !== '/') {
    warnings.push(
      `cannot use the path of ${subject}: got ${describeValue(url.pathname)}, need none for gRPC; it is ignored`,
    );
  }
  return url.origin;
}

function httpUrl(source: EndpointSource & { readonly path: string }, url: URL, warnings: string[]): string {
  const { subject, text, asIs, path } = source;
  if (!hasScheme(text)) {
    warnings.push(
      `cannot use ${subject} as it is: got ${describeValue(hideSecrets(text))}, need http:// or https:// in front; using http://`,
    );
  }
  if (asIs) return url.href;
  if (url.pathname.replace(/\/$/, '').endsWith(`/${path}`)) {
    warnings.push(
      `cannot expect ${path.slice(3)} at ${subject}: got a URL that ends in /${path}, need the part before it, ` +
        `or OTEL_EXPORTER_OTLP_${path.slice(3).toUpperCase()}_ENDPOINT; the path is added once more`,
    );
  }
  url.pathname += `${url.pathname.endsWith('/') ? '' : '/'}${path}`;
  return url.href;
}

/** `text` without what a URL may hold of secrets: user, password and query. */
function hideSecrets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?[^/@]*@/i, '$1').replace(/\?.*/s, '');
}
