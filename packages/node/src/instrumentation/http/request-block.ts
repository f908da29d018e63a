import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import type { AttributeBlock } from '../../trace/attributes.ts';

/** Where the status of an answer stands. */
export const STATUS_KEY = 'http.response.status_code';

/** Different answers that are remembered for one connection and method. */
const MAX_STATUS_CODES = 8;

/** Attributes of a request that others of its connection repeat: as a list `[key, value, …]` and as the bytes of a span. */
export class RequestBlock implements AttributeBlock {
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
  readonly #answered = new Map<number, RequestBlock>();

  constructor(list: readonly unknown[]) {
    this.list = list;
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, list);
  }

  /** The same with the status of an answer, encoded once for each status. */
  withStatus(statusCode: number): RequestBlock {
    return this.#answered.get(statusCode) ?? this.#addStatus(statusCode);
  }

  #addStatus(statusCode: number): RequestBlock {
    const block = new RequestBlock([...this.list, STATUS_KEY, statusCode]);
    if (this.#answered.size < MAX_STATUS_CODES) this.#answered.set(statusCode, block);
    return block;
  }
}
