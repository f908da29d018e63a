// The body of `for await (const message of subscription)` runs where the loop asked for its message, not where the message
// came from. So a loop that asks enters a context which has no content of its own yet: it shows the surrounding one until the
// message is there, and then that of the message (docs/adr/011-context-in-loops.md).
import type { Context } from '@opentelemetry/api';

/** A context that becomes another one. */
export class LoopContext implements Context {
  #current: Context;

  constructor(surrounding: Context) {
    this.#current = surrounding;
  }

  /** From now on, whoever has captured this context sees `context` in its place. */
  become(context: Context): void {
    this.#current = context;
  }

  getValue(key: symbol): unknown {
    return this.#current.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#current.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#current.deleteValue(key);
  }
}
