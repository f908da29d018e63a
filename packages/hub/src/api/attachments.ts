/** Those who use this hub, each for as long as a connection of theirs stays open. */
export class Attachments {
  #count = 0;
  readonly #onUnused: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  /** @returns what the user calls, once, who leaves. */
  add(): () => void {
    this.#count++;
    return () => {
      if (--this.#count === 0) for (const listener of this.#onUnused) listener();
    };
  }

  /** Calls back when the last one has left. */
  onUnused(listener: () => void): void {
    this.#onUnused.push(listener);
  }
}
