// OTLP over gRPC (https://opentelemetry.io/docs/specs/otlp/#otlpgrpc): one unary call for each batch, on `node:http2`
// and one connection. Loaded with the first batch.
import * as http2 from 'node:http2';
import * as net from 'node:net';
import type { OtlpExporterConfiguration, OtlpTlsConfiguration } from '../configuration/configuration.ts';
import { createDeadline, type Deadline, NoAnswerError, remainingMs } from './deadline.ts';
import { connectionFailure, describeError } from './describe-error.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import { AnswerTooLargeError, callUnary, type GrpcAnswer, type GrpcCallOptions } from './grpc-call.ts';
import { encodeFrameHeader } from './grpc-frame.ts';
import { formatGrpcTimeout } from './grpc-status.ts';
import { judgeGrpcAnswer } from './otlp-grpc-response.ts';
import { findOversize, gzip, USER_AGENT } from './otlp-payload.ts';
import { redactUrl } from './redact-url.ts';
import { readTls } from './tls-files.ts';
import type { SendResult, Transport } from './transport.ts';
import { watchConnecting } from './watch-connecting.ts';

const EXPORT_PATHS = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};
/** Requests that wait to be written count: Node's 10 would refuse the third large batch. The queue has the real bound. */
const MAX_SESSION_MEGABYTES = 1000;

/** A connection, and whether a call on it was ever answered. */
interface Connection {
  readonly session: http2.ClientHttp2Session;
  readonly socket: net.Socket;
  isProven: boolean;
}

/** Sends batches as unary calls of `Export`. */
export class OtlpGrpcTransport implements Transport {
  readonly name = 'otlp grpc';
  readonly endpoint: string;
  readonly #configuration: OtlpExporterConfiguration;
  readonly #url: URL;
  readonly #connections = new Set<Connection>();
  #connection: Connection | undefined;
  #isHeld = false;
  #isClosed = false;

  constructor(configuration: OtlpExporterConfiguration) {
    this.#configuration = configuration;
    this.#url = new URL(configuration.url);
    this.endpoint = redactUrl(this.#url);
  }

  async send(batch: EncodedBatch): Promise<SendResult> {
    const isGzip = this.#configuration.compression === 'gzip';
    const message = isGzip ? await gzip(batch.bytes) : batch.bytes;
    const oversize = findOversize(message.length, this.#configuration.maxRequestBytes);
    if (oversize !== undefined) return { kind: 'failed', reason: oversize };
    return this.#call(
      [encodeFrameHeader(message.length, isGzip), message],
      createDeadline(this.#configuration.timeoutMs),
    );
  }

  hold(keepAlive: boolean): void {
    this.#isHeld = keepAlive;
    for (const connection of this.#connections) this.#applyHold(connection);
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#connections) destroy(connection);
  }

  async #call(body: readonly Uint8Array[], deadline: Deadline): Promise<SendResult> {
    let connection: Connection;
    let call: Promise<GrpcAnswer>;
    try {
      connection = this.#connect();
      call = callUnary(connection.session, this.#describeCall(body, deadline));
    } catch (error) {
      // A header or certificate that Node refuses will be refused the next time too.
      return { kind: 'failed', reason: describeError(error) };
    }
    const wasProven = connection.isProven;
    try {
      const answer = await call;
      if (answer.headers === undefined && !isOpen(connection)) throw new Error('connection closed');
      connection.isProven = true;
      return await judgeGrpcAnswer(answer);
    } catch (error) {
      this.#retire(connection);
      if (error instanceof AnswerTooLargeError) return { kind: 'failed', reason: error.message };
      // A receiver that went away between two calls: this one never had a chance.
      if (wasProven && !this.#isClosed && !(error instanceof NoAnswerError)) return this.#call(body, deadline);
      return connectionFailure(error);
    }
  }

  #describeCall(body: readonly Uint8Array[], deadline: Deadline): GrpcCallOptions {
    const { headers, compression, maxResponseBytes, signal = 'traces' } = this.#configuration;
    return {
      headers: {
        'user-agent': USER_AGENT,
        ...headers,
        ':method': 'POST',
        ':path': EXPORT_PATHS[signal],
        'content-type': 'application/grpc',
        te: 'trailers',
        'grpc-timeout': formatGrpcTimeout(remainingMs(deadline)),
        'grpc-accept-encoding': 'identity',
        ...(compression === 'gzip' && { 'grpc-encoding': 'gzip' }),
      },
      body,
      deadline,
      maxResponseBytes,
    };
  }

  #connect(): Connection {
    const current = this.#connection;
    if (current !== undefined && isOpen(current)) return current;
    const socket = openSocket(this.#url, this.#configuration.tls);
    const session = http2.connect(this.#url.origin, {
      createConnection: () => socket,
      settings: { enablePush: false },
      maxSessionMemory: MAX_SESSION_MEGABYTES,
    });
    // Its calls say what went wrong.
    session.on('error', () => {});
    const connection = { session, socket, isProven: false };
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
    watchConnecting(socket, {
      applyHold: () => this.#applyHold(connection),
      giveUp: (error) => void socket.destroy(error),
    });
    this.#connection = connection;
    return connection;
  }

  /** Lets calls under way finish, and new ones go elsewhere: a connection that does not answer may be dead. */
  #retire(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
    if (connection.socket.connecting) destroy(connection);
    else connection.session.close();
  }

  #applyHold({ socket }: Connection): void {
    if (this.#isHeld) socket.ref();
    else socket.unref();
  }
}

function openSocket(url: URL, files: OtlpTlsConfiguration): net.Socket {
  const isTls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = { host, port: Number(url.port || (isTls ? 443 : 80)) };
  if (!isTls) return net.connect(address);
  const tls = process.getBuiltinModule('node:tls');
  const servername = net.isIP(host) === 0 ? host : undefined;
  return tls.connect({ ...address, servername, ALPNProtocols: ['h2'], ...readTls(files) });
}

function isOpen({ session }: Connection): boolean {
  return !session.closed && !session.destroyed;
}

/** A session that is still connecting would leave its socket to itself. */
function destroy({ session, socket }: Connection): void {
  session.destroy();
  socket.destroy();
}
