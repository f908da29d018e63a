// OTLP over HTTP/1.1 (https://opentelemetry.io/docs/specs/otlp/#otlphttp) on `node:http`, with kept connections.
// Loaded with the first batch: an application that never made a span never pays for it.
import type { Agent, AgentOptions, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { createDeadline, type Deadline, NoAnswerError } from './deadline.ts';
import { connectionFailure, describeError } from './describe-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { exchangeHttp } from './http-exchange.ts';
import { encodePayload, findOversize, type Payload, USER_AGENT } from './otlp-payload.ts';
import { judgeHttpAnswer } from './otlp-response.ts';
import { redactUrl } from './redact-url.ts';
import { hasTlsFiles, readTls } from './tls-files.ts';
import type { SendResult, Transport } from './transport.ts';
import { watchConnecting } from './watch-connecting.ts';

/** Connections that stay open between batches. */
const MAX_FREE_SOCKETS = 4;

/** Sends batches as protobuf or JSON by POST. */
export class OtlpHttpTransport implements Transport {
  readonly name: string;
  readonly endpoint: string;
  readonly #configuration: OtlpExporterConfiguration;
  readonly #url: URL;
  readonly #sockets = new Set<Socket>();
  #client: HttpClient | undefined;
  #isHeld = false;
  #isClosed = false;

  constructor(configuration: OtlpExporterConfiguration) {
    this.name = `otlp ${configuration.protocol}`;
    this.#configuration = configuration;
    this.#url = new URL(configuration.url);
    this.endpoint = redactUrl(this.#url);
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const payload = await encodePayload(batch, this.#configuration);
    const oversize = findOversize(payload.body.length, this.#configuration.maxRequestBytes);
    if (oversize !== undefined) return { kind: 'failed', reason: oversize };
    return this.#post(payload, createDeadline(this.#configuration.timeoutMs));
  }

  hold(keepAlive: boolean): void {
    this.#isHeld = keepAlive;
    for (const socket of this.#sockets) this.#applyHold(socket);
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #post(payload: Payload, deadline: Deadline): Promise<SendResult> {
    let request: ClientRequest;
    try {
      request = this.#open(payload);
    } catch (error) {
      // A header or certificate that Node refuses will be refused the next time too.
      return { kind: 'failed', reason: describeError(error) };
    }
    const { maxResponseBytes } = this.#configuration;
    try {
      return await judgeHttpAnswer(await exchangeHttp(request, { body: payload.body, deadline, maxResponseBytes }));
    } catch (error) {
      if (!this.#isClosed && isStale(request, error)) return this.#post(payload, deadline);
      this.#retireClient();
      return connectionFailure(error);
    }
  }

  #open(payload: Payload): ClientRequest {
    const { headers } = this.#configuration;
    const client = (this.#client ??= createClient(this.#url, this.#configuration));
    const request = client.request(this.#url, {
      method: 'POST',
      agent: client.agent,
      headers: { 'user-agent': USER_AGENT, ...headers, ...payload.headers, 'content-length': payload.body.length },
    });
    request.on('socket', (socket) => this.#track(socket));
    return request;
  }

  /** Where there are certificate files, they may have been replaced since they were read. */
  #retireClient(): void {
    if (this.#client === undefined || !hasTlsFiles(this.#configuration.tls)) return;
    const { agent } = this.#client;
    this.#client = undefined;
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  }

  #track(socket: Socket): void {
    const applyHold = (): void => this.#applyHold(socket);
    if (this.#sockets.has(socket)) {
      applyHold();
      return;
    }
    this.#sockets.add(socket);
    watchConnecting(socket, { applyHold, giveUp: (error) => void socket.destroy(error) });
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #applyHold(socket: Socket): void {
    if (this.#isHeld) socket.ref();
    else socket.unref();
  }
}

interface HttpClient {
  readonly request: typeof import('node:http').request;
  readonly agent: Agent;
}

/** `import 'node:http'` would load Node's `fetch` too, for one of its exports: 15 MB. */
function createClient(url: URL, { tls }: OtlpExporterConfiguration): HttpClient {
  const options: AgentOptions = { keepAlive: true, maxFreeSockets: MAX_FREE_SOCKETS };
  if (url.protocol === 'https:') {
    const https = process.getBuiltinModule('node:https');
    return { request: https.request, agent: new https.Agent({ ...options, ...readTls(tls) }) };
  }
  const http = process.getBuiltinModule('node:http');
  return { request: http.request, agent: new http.Agent(options) };
}

/** Whether a kept connection had been closed by the receiver, so that the request never had a chance. */
function isStale(request: ClientRequest, error: unknown): boolean {
  return request.reusedSocket && !(error instanceof NoAnswerError);
}
