// Undici's request object, as its diagnostics channels hand it over: Node's built-in copy and the npm package, 6 to 8.
import type { ClientExchange } from '../http/client-spans.ts';
import { type ClientTarget, findOriginTarget, parseRequestTarget, type RequestUrl } from '../http/client-target.ts';

/** Slot of the exchange on its request. */
export const kExchange: unique symbol = Symbol('throughline.exchange');

/** The part of undici's request that we touch. */
export interface CoreRequest {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  /** `Host` has a field of its own. */
  readonly host: string | null;
  /** The protocol that is asked for. */
  readonly upgrade: string | null;
  readonly headers: unknown[];
  addHeader(name: string, value: string): unknown;
  [kExchange]?: ClientExchange;
}

const SLASH = 0x2f;

/** Where a request goes, `undefined` for an origin that is no URL. */
export function findRequestUrl({ origin, method, path }: CoreRequest): RequestUrl | undefined {
  const target: ClientTarget | undefined = findOriginTarget(String(origin));
  if (target === undefined) return undefined;
  // Fast path: an ordinary request line.
  if (path.charCodeAt(0) === SLASH) return { target, path };
  return parseRequestTarget(method, path, target);
}
