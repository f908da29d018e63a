// OTLP over HTTP/1.1 (https://opentelemetry.io/docs/specs/otlp/#otlphttp) on `node:http`, with kept connections.
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createRequire } from 'node:module';
import type { OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { parseRetryAfter } from './backoff.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { encodePayload, type Payload } from './otlp-payload.ts';
import { describeResponse, parsePartialSuccess } from './otlp-response.ts';
import { redactUrl } from './redact-url.ts';
import { readTls } from './tls-files.ts';
import type { SendResult, Transport } from './transport.ts';

const require = createRequire(import.meta.url);
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Sends batches as protobuf or JSON by POST. */
export class OtlpHttpTransport implements Transport {
  readonly name: string;
  readonly endpoint: string;
  readonly #configuration: OtlpExporterConfiguration;
  readonly #url: URL;
  #client: HttpClient | undefined;
  readonly #sockets = new Set<Socket>();
  #held = false;

  constructor(configuration: OtlpExporterConfiguration) {
    this.name = `otlp ${configuration.protocol}`;
    this.#configuration = configuration;
    this.#url = new URL(configuration.url);
    this.endpoint = redactUrl(this.#url);
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const payload = await encodePayload(batch, this.#configuration);
    const { maxRequestBytes } = this.#configuration;
    if (payload.body.length > maxRequestBytes) {
      return {
        kind: 'failed',
        reason: `request too large: got ${payload.body.length} bytes, need at most ${maxRequestBytes}`,
      };
    }
    return new Promise((resolve) => this.#post(payload, resolve));
  }

  hold(keepAlive: boolean): void {
    this.#held = keepAlive;
    for (const socket of this.#sockets) applyHold(socket, keepAlive);
  }

  close(): void {
    this.#client?.agent.destroy();
  }

  #post(payload: Payload, resolve: (result: SendResult) => void): void {
    try {
      const client = (this.#client ??= createClient(this.#url, this.#configuration));
      const request = client.request(this.#url, {
        method: 'POST',
        agent: client.agent,
        headers: { ...payload.headers, ...this.#configuration.headers, 'content-length': payload.body.length },
      });
      this.#watch(request, resolve);
      request.end(payload.body);
    } catch (error) {
      // A header or certificate that Node refuses will be refused the next time too.
      resolve({ kind: 'failed', reason: (error as Error).message });
    }
  }

  #watch(request: ClientRequest, resolve: (result: SendResult) => void): void {
    const { timeoutMs } = this.#configuration;
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    if (!this.#held) timer.unref();
    request.on('socket', (socket) => this.#track(socket));
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'retry', reason: describeError(error) });
    });
    request.on('response', (response) => {
      readBody(response, this.#configuration.maxResponseBytes, (body) => {
        clearTimeout(timer);
        resolve(judge(response, body));
      });
    });
  }

  #track(socket: Socket): void {
    applyHold(socket, this.#held);
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

interface HttpClient {
  readonly request: typeof import('node:http').request;
  readonly agent: import('node:http').Agent;
}

/** `node:http` is loaded with the first batch: an application that never made a span never pays for it. */
function createClient(url: URL, configuration: OtlpExporterConfiguration): HttpClient {
  const options = { keepAlive: true, maxSockets: 8, maxFreeSockets: 4 };
  if (url.protocol === 'https:') {
    const https = require('node:https') as typeof import('node:https');
    return { request: https.request, agent: new https.Agent({ ...options, ...readTls(configuration.tls) }) };
  }
  const http = require('node:http') as typeof import('node:http');
  return { request: http.request, agent: new http.Agent(options) };
}

function applyHold(socket: Socket, keepAlive: boolean): void {
  if (keepAlive) socket.ref();
  else socket.unref();
}

/** Reads at most `maxBytes`; a longer body is cut off and its connection closed. */
function readBody(response: IncomingMessage, maxBytes: number, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) response.destroy();
    else chunks.push(chunk);
  });
  response.on('error', () => {});
  response.on('close', () => done(Buffer.concat(chunks)));
}

function judge(response: IncomingMessage, body: Buffer): SendResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return parsePartialSuccess(body, response.headers['content-type']);
  const reason = describeResponse(status, body, response.headers['content-type']);
  if (!RETRYABLE_STATUS.has(status)) return { kind: 'failed', reason };
  return { kind: 'retry', reason, afterMs: parseRetryAfter(response.headers['retry-after']) };
}

function describeError(error: Error & { code?: string; errors?: Error[] }): string {
  const inner = error.errors?.[0]?.message;
  return error.message || inner || error.code || 'connection failed';
}
