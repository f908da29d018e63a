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
import type { Signal } from '../store/engine.ts';
import { RefusedError, toRefusal } from './failure.ts';
import { readBody } from './read-body.ts';
import { bearsToken } from './token.ts';

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

/** Creates the server; it does not listen yet. */
export function createHttpReceiver(ingest: Ingest, options: HubOptions): Server {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 60_000 }, (request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204, PREFLIGHT).end();
    else void answer(request, response, { ingest, options });
  });
  server.maxConnections = options.maxConnections;
  server.on('clientError', explainGarbage);
  return server;
}

interface Receiver {
  readonly ingest: Ingest;
  readonly options: HubOptions;
}

async function answer(request: IncomingMessage, response: ServerResponse, receiver: Receiver): Promise<void> {
  const asJson = mediaType(request) === JSON_TYPE;
  try {
    const signal = admit(request, receiver.options);
    const body = await readBody(request, receiver.options);
    const encoded = asJson ? ENCODE_JSON[signal](body.toString('utf8')) : body;
    const partial = await receiver.ingest.keep(signal, encoded);
    const text = asJson ? formatExportResponseJson(signal, partial) : encodeExportResponse(partial);
    response.writeHead(200, { ...CORS, 'content-type': asJson ? JSON_TYPE : PROTOBUF }).end(text);
  } catch (error) {
    refuse(request, response, toRefusal(error));
  }
}

function admit(request: IncomingMessage, { ingestToken, otlpGrpcPort }: HubOptions): Signal {
  const path = (request.url ?? '').split('?', 1)[0];
  const signal = SIGNALS[path];
  const type = mediaType(request);
  if (type.startsWith('application/grpc'))
    throw new RefusedError(
      'wrong-type',
      `cannot read gRPC here: this port is for OTLP/HTTP, gRPC is on ${otlpGrpcPort}`,
    );
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

/** HTTP/2 without HTTP/1's upgrade is how gRPC begins: its sender has the wrong port. */
function explainGarbage(error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Socket): void {
  if (!socket.writable) return;
  const isHttp2 = error.rawPacket?.toString('latin1').startsWith('PRI * HTTP/2') === true;
  const text = isHttp2 ? 'This is the OTLP/HTTP port; gRPC has another.' : 'This is not HTTP/1.1.';
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
}
