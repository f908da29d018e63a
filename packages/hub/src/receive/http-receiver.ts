// OTLP/HTTP: POST /v1/traces, /v1/logs, /v1/metrics, as protobuf or JSON (opentelemetry-proto, docs/specification.md).
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  encodeExportResponse,
  encodeLogsRequest,
  encodeMetricsRequest,
  encodeRpcStatus,
  encodeTraceRequest,
  formatExportResponseJson,
  formatRpcStatusJson,
  parseLogsRequestJson,
  parseMetricsRequestJson,
  parseTraceRequestJson,
} from '@throughline/wire/decode';
import type { Ingest } from '../admit/ingest.ts';
import type { HubOptions } from '../configuration/options.ts';
import { ConnectionRouter } from '../listen/first-bytes.ts';
import { listen } from '../listen/listen.ts';
import type { Signal } from '../store/engine.ts';
import { RefusedError, toRefusal } from './failure.ts';
import { BodyReader } from './read-body.ts';
import { bearsToken } from './token.ts';
import { GrpcRefusal, refuseHttp1 } from './wrong-protocol.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

const SIGNALS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

const ENCODE_JSON: Readonly<Record<Signal, (text: string) => Uint8Array>> = {
  traces: (text) => encodeTraceRequest(parseTraceRequestJson(text)),
  logs: (text) => encodeLogsRequest(parseLogsRequestJson(text)),
  metrics: (text) => encodeMetricsRequest(parseMetricsRequestJson(text)),
};

/** Any page may send its telemetry; nothing can be read here. */
const CORS = { 'access-control-allow-origin': '*' };
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': '*, authorization, content-type, content-encoding',
  'access-control-max-age': '7200',
};

/** How long a connection may take to say something, and then to send the head of a request. */
const HEAD_TIMEOUT_MS = 10_000;

/** The OTLP/HTTP server. */
export class HttpReceiver {
  readonly #server: Server;
  readonly #connections: ConnectionRouter;
  readonly #grpc: GrpcRefusal;
  readonly #options: HubOptions;
  #isClosing = false;

  /** @param grpcAddress - where gRPC is understood, for those who come here with it. */
  constructor(ingest: Ingest, options: HubOptions, grpcAddress: () => string) {
    this.#options = options;
    const receiver = { ingest, options, bodies: new BodyReader(options), grpcAddress };
    this.#server = createServer({ headersTimeout: HEAD_TIMEOUT_MS, requestTimeout: 60_000 }, (request, response) => {
      // A sender that never pauses would keep its connection, and with it the server, for ever.
      if (this.#isClosing) response.shouldKeepAlive = false;
      if (request.method === 'OPTIONS') response.writeHead(204, PREFLIGHT).end();
      else void answer(request, response, receiver);
    });
    this.#server.maxConnections = options.maxConnections;
    this.#server.on('clientError', explainGarbage);
    this.#grpc = new GrpcRefusal(() => explainGrpc(grpcAddress()));
    const [answerHttp1] = this.#server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
    this.#server.removeAllListeners('connection');
    this.#connections = new ConnectionRouter(
      this.#server,
      {
        http2: (socket) => this.#grpc.answer(socket),
        other: (socket) => answerHttp1.call(this.#server, socket),
      },
      HEAD_TIMEOUT_MS,
    );
  }

  /**
   * @returns the port.
   * @throws HubError `TL_HUB_ADDRESS_IN_USE`.
   */
  listen(): Promise<number> {
    const { host, otlpHttpPort: port } = this.#options;
    return listen(this.#server, { host, port, purpose: 'OTLP/HTTP', option: '--otlp-http-port' });
  }

  /** Answers what has begun, and takes no more. */
  close(): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#connections.closeSilent();
    this.#grpc.close();
    return closed;
  }
}

function explainGrpc(address: string): string {
  return `cannot read gRPC here: this port is for OTLP/HTTP, gRPC is at ${address}`;
}

interface Receiver {
  readonly ingest: Ingest;
  readonly options: HubOptions;
  readonly bodies: BodyReader;
  readonly grpcAddress: () => string;
}

async function answer(request: IncomingMessage, response: ServerResponse, receiver: Receiver): Promise<void> {
  const asJson = mediaType(request) === JSON_TYPE;
  try {
    const signal = admit(request, receiver);
    const body = await receiver.bodies.read(request);
    const encoded = asJson ? ENCODE_JSON[signal](body.toString('utf8')) : body;
    const partial = await receiver.ingest.keep(signal, encoded);
    const text = asJson ? formatExportResponseJson(signal, partial) : encodeExportResponse(partial);
    response.writeHead(200, { ...CORS, 'content-type': asJson ? JSON_TYPE : PROTOBUF }).end(text);
  } catch (error) {
    refuse(request, response, toRefusal(error));
  }
}

function admit(request: IncomingMessage, { options: { ingestToken }, grpcAddress }: Receiver): Signal {
  const path = (request.url ?? '').split('?', 1)[0];
  const signal = SIGNALS[path];
  const type = mediaType(request);
  if (type.startsWith('application/grpc')) throw new RefusedError('wrong-type', explainGrpc(grpcAddress()));
  if (signal === undefined)
    throw new RefusedError('wrong-path', `cannot find ${path}: need /v1/traces, /v1/logs or /v1/metrics`);
  if (request.method !== 'POST') throw new RefusedError('wrong-method', `cannot ${request.method} ${path}: need POST`);
  if (ingestToken !== undefined && !bearsToken(request.headers.authorization, ingestToken))
    throw new RefusedError(
      'unauthenticated',
      'cannot keep the request: need the header Authorization: Bearer <ingest token>',
    );
  if (type !== PROTOBUF && type !== JSON_TYPE)
    throw new RefusedError(
      'wrong-type',
      `cannot read ${type || 'a body without content-type'}: need ${PROTOBUF} or ${JSON_TYPE}`,
    );
  return signal;
}

function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0].trim().toLowerCase();
}

function refuse(request: IncomingMessage, response: ServerResponse, { httpStatus, rpc }: RefusedError): void {
  const asJson = mediaType(request) !== PROTOBUF;
  const headers: Record<string, string> = { ...CORS, 'content-type': asJson ? JSON_TYPE : PROTOBUF };
  if (rpc.retryDelayMs !== undefined) headers['retry-after'] = String(Math.ceil(rpc.retryDelayMs / 1000));
  if (httpStatus === 405) headers.allow = 'POST, OPTIONS';
  if (httpStatus === 401) headers['www-authenticate'] = 'Bearer';
  // What was not read of the body would be taken for the next request.
  if (!request.complete) headers.connection = 'close';
  response.writeHead(httpStatus, headers).end(asJson ? formatRpcStatusJson(rpc) : encodeRpcStatus(rpc));
}

function explainGarbage(_error: Error, socket: Socket): void {
  if (socket.writable) refuseHttp1(socket, 'cannot read the request: this is not HTTP/1.1');
}
