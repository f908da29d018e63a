import type { EncodedBatch } from './encoded-batch.ts';
import { encodeJson } from './otlp-payload.ts';
import type { SendResult, Transport } from './transport.ts';
import { writeStreamText } from './write-stream-text.ts';

/** Writes each batch as one line of OTLP/JSON to standard output. */
export class StdoutTransport implements Transport {
  readonly name = 'otlp/stdout';
  readonly endpoint = 'stdout';
  readonly maxConcurrency = 1;
  readonly #signal: 'logs' | undefined;

  /** @param signal - undefined for traces. */
  constructor(signal?: 'logs') {
    this.#signal = signal;
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const json = Buffer.from(await encodeJson(batch.bytes, this.#signal)).toString();
    return writeStreamText(process.stdout, `${json}\n`);
  }

  hold(): void {}

  close(): void {}
}
