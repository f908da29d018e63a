// OTLP over HTTP/1.1 (https://opentelemetry.io/docs/specs/otlp/#otlphttp), with kept connections.
// Loaded with the first batch: an application that never made a span never pays for it.
import type { OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { createDeadline } from './deadline.ts';
import { connectionFailure, describeError } from './describe-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { HttpClient } from './http-client.ts';
import { formatContentLength, formatRequestHead } from './http-request-head.ts';
import { encodePayload, findOversize, type Payload, USER_AGENT } from './otlp-payload.ts';
import { judgeHttpAnswer } from './otlp-response.ts';
import { redactUrl } from './redact-url.ts';
import type { SendResult, Transport } from './transport.ts';

/** Sends batches as protobuf or JSON by POST. */
export class OtlpHttpTransport implements Transport {
  readonly name: string;
  readonly endpoint: string;
  readonly #configuration: OtlpExporterConfiguration;
  readonly #url: URL;
  readonly #client: HttpClient;
  /** All but the length, which is the only thing that differs from batch to batch. */
  #head: string | undefined;

  constructor(configuration: OtlpExporterConfiguration) {
    this.name = `otlp ${configuration.protocol}`;
    this.#configuration = configuration;
    this.#url = new URL(configuration.url);
    this.#client = new HttpClient(this.#url, configuration.tls);
    this.endpoint = redactUrl(this.#url);
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const payload = await encodePayload(batch, this.#configuration);
    const oversize = findOversize(payload.body.length, this.#configuration.maxRequestBytes);
    if (oversize !== undefined) return { kind: 'failed', reason: oversize };
    let head: string;
    try {
      head = this.#formatHead(payload);
      this.#client.prepare();
    } catch (error) {
      // A header or certificate that cannot be used will be refused the next time too.
      return { kind: 'failed', reason: describeError(error) };
    }
    return this.#exchange(head, payload.body);
  }

  hold(keepAlive: boolean): void {
    this.#client.hold(keepAlive);
  }

  close(): void {
    this.#client.close();
  }

  async #exchange(head: string, body: Uint8Array): Promise<SendResult> {
    const { timeoutMs, maxResponseBytes } = this.#configuration;
    const options = { deadline: createDeadline(timeoutMs), maxResponseBytes };
    try {
      return await judgeHttpAnswer(await this.#client.send({ head, body }, options));
    } catch (error) {
      return connectionFailure(error);
    }
  }

  #formatHead({ headers, body }: Payload): string {
    this.#head ??= formatRequestHead(this.#url, { 'user-agent': USER_AGENT }, this.#configuration.headers, headers);
    return this.#head + formatContentLength(body.length);
  }
}
