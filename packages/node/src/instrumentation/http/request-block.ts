import { encodeAttributes, SPAN_ATTRIBUTES_TAG } from '@throughline/wire';
import type { AttributeBlock } from '../../trace/attributes.ts';

/** Where the status of an answer stands. */
export const STATUS_KEY = 'http.response.status_code';

/** Different answers that are remembered for one connection and method. */
const MAX_STATUS_CODES = 8;

/** Attributes of a request that others of its connection repeat: as a list `[key, value, …]` and as the bytes of a span. */
export class RequestBlock implements AttributeBlock {
  readonly method: string;
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
  readonly #answered = new Map<number, AttributeBlock>();
  #lastStatus = 0;
  #last: AttributeBlock;

  constructor(method: string, list: readonly unknown[]) {
    this.method = method;
    this.list = list;
    this.encoded = encodeAttributes(SPAN_ATTRIBUTES_TAG, list);
    this.#last = this;
  }

  /** The same with the status of an answer, encoded once for each status. */
  withStatus(statusCode: number): AttributeBlock {
    // Fast path: the status of the answer before.
    if (statusCode === this.#lastStatus) return this.#last;
    this.#last = this.#answered.get(statusCode) ?? this.#addStatus(statusCode);
    this.#lastStatus = statusCode;
    return this.#last;
  }

  #addStatus(statusCode: number): AttributeBlock {
    const list = [...this.list, STATUS_KEY, statusCode];
    const block = { list, encoded: encodeAttributes(SPAN_ATTRIBUTES_TAG, list) };
    if (this.#answered.size < MAX_STATUS_CODES) this.#answered.set(statusCode, block);
    return block;
  }
}
