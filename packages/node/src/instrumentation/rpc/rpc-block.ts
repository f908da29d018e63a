// What spans share beyond their method: the other end of a connection, and how calls usually end. A few lists for each
// method, encoded once, instead of three attributes set, examined and encoded for each span.
import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import { cleanText } from '../../redaction/clean-text.ts';
import { type AttributeBlock, NO_ATTRIBUTES } from '../../trace/attributes.ts';
import type { Span } from '../../trace/span.ts';
import { parsePeer } from './rpc-address.ts';

const PEER_ADDRESS = 'network.peer.address';
const PEER_PORT = 'network.peer.port';
const STATUS_CODE = 'rpc.status_code';

/** As many of each kind as one list remembers; connections come and go, and a status may be any number. */
const MAX_VARIANTS = 50;
const MAX_VALUE_LENGTH = 1024;

/** Attributes of many spans, and those of the spans that have one or two more. */
export class RpcBlock implements AttributeBlock {
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
  readonly #peers = new Map<string, RpcBlock>();
  readonly #statuses = new Map<string, RpcBlock>();

  constructor(list: readonly unknown[]) {
    this.list = list;
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, list);
    blocks.set(list, this);
  }

  /** @param peer - `10.0.0.1:5000`. */
  withPeer(peer: string): RpcBlock {
    return this.#peers.get(peer) ?? this.#remember(this.#peers, peer, describePeer(peer));
  }

  withStatus(code: string): RpcBlock {
    return this.#statuses.get(code) ?? this.#remember(this.#statuses, code, [STATUS_CODE, code]);
  }

  #remember(variants: Map<string, RpcBlock>, key: string, more: readonly unknown[]): RpcBlock {
    if (variants.size >= MAX_VARIANTS) variants.clear();
    const block = new RpcBlock([...this.list, ...more]);
    variants.set(key, block);
    return block;
  }
}

/** By their lists, which spans have. */
const blocks = new WeakMap<readonly unknown[], RpcBlock>();

/** Notes the other end of the connection. */
export function setPeer(span: Span, peer: string): void {
  const block = blockOf(span, PEER_ADDRESS);
  if (block !== undefined) return share(span, block.withPeer(peer));
  const more = describePeer(peer);
  for (let index = 0; index < more.length; index += 2) span.setAttribute(String(more[index]), more[index + 1]);
}

/** Notes `rpc.status_code`. */
export function setStatusCode(span: Span, code: string): void {
  const block = blockOf(span, STATUS_CODE);
  if (block === undefined) span.setAttribute(STATUS_CODE, code);
  else share(span, block.withStatus(code));
}

/** Undefined where a span shares nothing, or has an attribute of this name already. */
function blockOf(span: Span, key: string): RpcBlock | undefined {
  const { sharedList, flatAttributes } = span;
  if (flatAttributes !== NO_ATTRIBUTES && flatAttributes.includes(key)) return undefined;
  return blocks.get(sharedList);
}

function share(span: Span, { encoded, list }: RpcBlock): void {
  span.shareAttributes(encoded, list);
}

function describePeer(peer: string): unknown[] {
  const { host: address, port } = parsePeer(peer);
  const host = cleanText(address, MAX_VALUE_LENGTH);
  return port === undefined ? [PEER_ADDRESS, host] : [PEER_ADDRESS, host, PEER_PORT, port];
}
