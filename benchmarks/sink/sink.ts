import type { Destination } from '../contenders/contender.ts';
import { Child } from '../processes/child.ts';
import type { SinkMessage } from './process.ts';
import type { Received } from './received.ts';

/** The backend's process, seen from the run. */
export class Sink implements AsyncDisposable {
  readonly #process: Child;

  private constructor(process: Child) {
    this.#process = process;
  }

  static async start(): Promise<Sink> {
    return new Sink(await Child.start({ program: 'sink/process.ts' }));
  }

  /** Opens a listener that counts for `contender`. */
  async listen(contender: string): Promise<Destination> {
    const { port } = await this.#ask<{ port: number }>({ listen: contender });
    return { url: `http://127.0.0.1:${port}`, port };
  }

  async received(contender: string): Promise<Received> {
    return await this.#ask<Received>({ received: contender });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }

  async #ask<Answer>(message: SinkMessage): Promise<Answer> {
    return await this.#process.ask<Answer>(message);
  }
}
