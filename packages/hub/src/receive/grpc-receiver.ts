// OTLP/gRPC. Messages stay the opaque bytes that they are: nothing is decoded here.
import { createServer } from 'node:net';
import { Server as GrpcServer, Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { encodeExportResponse, encodeRpcStatus } from '@throughline/wire/decode';
import type { Ingest } from '../admit/ingest.ts';
import type { HubOptions } from '../configuration/options.ts';
import { ConnectionRouter } from '../listen/first-bytes.ts';
import { listen } from '../listen/listen.ts';
import type { Signal } from '../store/engine.ts';
import { RefusedError, toRefusal } from './failure.ts';
import { bearsToken } from './token.ts';
import { refuseHttp1 } from './wrong-protocol.ts';

const PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

type Call = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

/** How long a connection may take to say something. */
const FIRST_BYTES_TIMEOUT_MS = 10_000;

/** The OTLP/gRPC server. */
export class GrpcReceiver {
  readonly #grpc: GrpcServer;
  readonly #server = createServer();
  readonly #connections: ConnectionRouter;
  readonly #options: HubOptions;

  /** @param httpAddress - where HTTP is understood, for those who come here with it. */
  constructor(ingest: Ingest, options: HubOptions, httpAddress: () => string) {
    this.#options = options;
    this.#grpc = new GrpcServer({
      'grpc.max_receive_message_length': options.maxInflatedBytes,
      'grpc.max_concurrent_streams': 256,
    });
    for (const signal of Object.keys(PATHS) as Signal[])
      this.#grpc.addService(serviceOf(signal), {
        export: (call: Call, callback: Answer) => void answer(call, callback, { signal, ingest, options }),
      });
    const injector = this.#grpc.createConnectionInjector(ServerCredentials.createInsecure());
    this.#server.maxConnections = options.maxConnections;
    this.#connections = new ConnectionRouter(
      this.#server,
      {
        http2: (socket) => injector.injectConnection(socket),
        other: (socket) =>
          refuseHttp1(socket, `cannot read this here: this port is for OTLP/gRPC, OTLP/HTTP is at ${httpAddress()}`),
      },
      FIRST_BYTES_TIMEOUT_MS,
    );
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
    await new Promise<void>((resolve) => this.#grpc.tryShutdown(() => resolve()));
  }
}

function serviceOf(signal: Signal): ServiceDefinition {
  return {
    export: {
      path: PATHS[signal],
      requestStream: false,
      responseStream: false,
      requestSerialize: identity,
      requestDeserialize: identity,
      responseSerialize: identity,
      responseDeserialize: identity,
    },
  };
}

function identity(bytes: Buffer): Buffer {
  return bytes;
}

interface Receiver {
  readonly signal: Signal;
  readonly ingest: Ingest;
  readonly options: HubOptions;
}

async function answer(call: Call, callback: Answer, { signal, ingest, options }: Receiver): Promise<void> {
  try {
    authenticate(call, options);
    const partial = await ingest.keep(signal, call.request);
    callback(null, Buffer.from(encodeExportResponse(partial)));
  } catch (error) {
    const { rpc } = toRefusal(error);
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from(encodeRpcStatus(rpc)));
    callback({ code: rpc.code as status, details: rpc.message, metadata });
  }
}

function authenticate({ metadata }: Call, { ingestToken }: HubOptions): void {
  if (ingestToken === undefined || bearsToken(String(metadata.get('authorization')[0] ?? ''), ingestToken)) return;
  throw new RefusedError(
    'unauthenticated',
    'cannot keep the request: need the metadata authorization: Bearer <ingest token>',
  );
}
