// OTLP/gRPC: unary calls over HTTP/2, on Node's own (ADR 014).
import { createServer as createHttp2Server } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:net';
import { encodeExportResponse } from '@throughline/wire/decode';
import type { Ingest } from '../admit/ingest.ts';
import type { HubOptions } from '../configuration/options.ts';
import { ConnectionRouter } from '../listen/first-bytes.ts';
import { listen } from '../listen/listen.ts';
import type { Signal } from '../store/engine.ts';
import { RefusedError, toRefusal } from './failure.ts';
import { PREFIX_BYTES, readMessage, sendAnswer, sendRefusal } from './grpc-call.ts';
import { BodyReader } from './read-body.ts';
import { bearsToken } from './token.ts';
import { refuseHttp1 } from './wrong-protocol.ts';

const SIGNALS: Readonly<Record<string, Signal>> = {
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'traces',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': 'logs',
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export': 'metrics',
};

/** How long a connection may take to say something. */
const FIRST_BYTES_TIMEOUT_MS = 10_000;

/**
 * What a sender may have under way unread, in a call and in a connection. By default it is 64 KiB in both: half a request, for
 * all calls together, and then a wait for each other's answer.
 */
const CALL_WINDOW_BYTES = 2 ** 20;
const CONNECTION_WINDOW_BYTES = 2 ** 23;

/** The OTLP/gRPC server. */
export class GrpcReceiver {
  readonly #http2: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #server = createServer();
  readonly #connections: ConnectionRouter;
  readonly #options: HubOptions;

  /** @param httpAddress - where HTTP is understood, for those who come here with it. */
  constructor(ingest: Ingest, options: HubOptions, httpAddress: () => string) {
    this.#options = options;
    this.#http2 = createHttp2Server({ settings: { maxConcurrentStreams: 256, initialWindowSize: CALL_WINDOW_BYTES } });
    this.#http2.on('session', (session) => this.#keep(session));
    const { maxInflatedBytes } = options;
    const bodies = new BodyReader({ maxBodyBytes: maxInflatedBytes + PREFIX_BYTES, maxInflatedBytes });
    this.#http2.on('stream', (stream, headers) => void answer(stream, headers, { ingest, options, bodies }));
    this.#server.maxConnections = options.maxConnections;
    this.#connections = new ConnectionRouter(
      this.#server,
      {
        http2: (socket) => this.#http2.emit('connection', socket),
        other: (socket) =>
          refuseHttp1(socket, `cannot read this here: this port is for OTLP/gRPC, OTLP/HTTP is at ${httpAddress()}`),
      },
      FIRST_BYTES_TIMEOUT_MS,
    );
  }

  #keep(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on('close', () => this.#sessions.delete(session)).on('error', () => session.destroy());
  }

  /**
   * @returns the port.
   * @throws HubError `TL_HUB_ADDRESS_IN_USE`.
   */
  listen(): Promise<number> {
    const { host, otlpGrpcPort: port } = this.#options;
    return listen(this.#server, { host, port, purpose: 'OTLP/gRPC', option: '--otlp-grpc-port' });
  }

  /** Lets the calls that run end, and takes no more. */
  async close(): Promise<void> {
    this.#server.close();
    this.#connections.closeSilent();
    const closed = [...this.#sessions].map((session) => new Promise<void>((resolve) => session.close(() => resolve())));
    await Promise.all(closed);
  }
}

interface Receiver {
  readonly ingest: Ingest;
  readonly options: HubOptions;
  readonly bodies: BodyReader;
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, receiver: Receiver): Promise<void> {
  // A sender that goes away in the middle: nobody is left to tell.
  stream.on('error', () => stream.destroy());
  try {
    const signal = admit(headers, receiver.options);
    const message = await readMessage(stream, headers, receiver.bodies);
    sendAnswer(stream, encodeExportResponse(await receiver.ingest.keep(signal, message)));
  } catch (error) {
    sendRefusal(stream, toRefusal(error).rpc);
  }
}

function admit(headers: IncomingHttpHeaders, { ingestToken }: HubOptions): Signal {
  const path = String(headers[':path']);
  const signal = SIGNALS[path];
  if (signal === undefined)
    throw new RefusedError('wrong-path', `cannot find ${path}: need ${Object.keys(SIGNALS).join(', ')}`);
  if (ingestToken === undefined || bearsToken(headers.authorization, ingestToken)) return signal;
  throw new RefusedError(
    'unauthenticated',
    'cannot keep the request: need the metadata authorization: Bearer <ingest token>',
  );
}
