// The terminal of a device: what is typed is echoed, and an answer ends with the prompt.
import type { ClientChannel } from 'ssh2';
import { DeviceError } from './errors.ts';

/** `core-1>`, `core-1#`, `core-1(config-if)#`. */
const PROMPT = /(?:^|\n)([\w.-]+(?:\([\w-]+\))?[>#])\s*$/;

/** One interactive shell. */
export class Session {
  readonly #channel: ClientChannel;
  readonly #timeoutMs: number;
  #text = '';
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(channel: ClientChannel, timeoutMs: number) {
    this.#channel = channel;
    this.#timeoutMs = timeoutMs;
    channel.on('data', (data: Buffer) => {
      this.#text += data.toString('utf8');
      this.#wake();
    });
    channel.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Types a line, without waiting for anything. */
  type(line: string): void {
    this.#text = '';
    this.#channel.write(`${line}\n`);
  }

  /** Types a line and returns what the device answers, without the echo and the prompt. */
  async ask(line: string): Promise<string> {
    this.type(line);
    const text = await this.readUntil(PROMPT);
    const [, ...lines] = text.replaceAll('\r', '').replace(PROMPT, '').split('\n');
    return lines.join('\n').trim();
  }

  /** Waits for the prompt, and returns it. */
  async readPrompt(): Promise<string> {
    return PROMPT.exec((await this.readUntil(PROMPT)).replaceAll('\r', ''))?.[1] ?? '';
  }

  /** Waits until what has come matches. @throws DeviceError */
  async readUntil(pattern: RegExp): Promise<string> {
    const deadline = performance.now() + this.#timeoutMs;
    while (!pattern.test(this.#text.replaceAll('\r', ''))) {
      if (this.#isClosed) throw new DeviceError('LOST', 'the device closed the connection');
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new DeviceError('TIMEOUT', `the device said nothing for ${this.#timeoutMs} ms`);
      await this.#next(leftMs);
    }
    return this.#text;
  }

  #next(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
