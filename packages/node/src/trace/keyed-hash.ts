/** Values of which the hash is remembered: a customer comes again and again. */
const MAX_REMEMBERED = 1000;

/** HMAC-SHA-256: the same value gives the same text, and without the key nobody can try out values. */
export class KeyedHash {
  #key: string | Uint8Array | undefined;
  readonly #remembered = new Map<string, string>();

  /** @param key - default random, so that hashes are the same within this process only. */
  constructor(key: string | undefined) {
    this.#key = key;
  }

  /** 64 hex digits. */
  digest(value: string): string {
    return this.#remembered.get(value) ?? this.#remember(value);
  }

  #remember(value: string): string {
    // Loaded with the first value: the module costs a start milliseconds.
    const { createHmac, randomBytes } = process.getBuiltinModule('node:crypto');
    this.#key ??= randomBytes(32);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const digest = createHmac('sha256', this.#key).update(value).digest('hex');
    this.#remembered.set(value, digest);
    return digest;
  }
}
