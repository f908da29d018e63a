// OTLP/gRPC. Messages stay the opaque bytes that they are: nothing is decoded here.
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { encodeExportResponse, encodeRpcStatus } from '@throughline/wire/decode';
import type { Ingest } from '../admit/ingest.ts';
import type { HubOptions } from '../configuration/options.ts';
import type { Signal } from '../store/engine.ts';
import { RefusedError, toRefusal } from './failure.ts';
import { bearsToken } from './token.ts';

const PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

type Call = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

/** The gRPC server. */
export class GrpcReceiver {
  readonly #server: Server;

  constructor(ingest: Ingest, options: HubOptions) {
    this.#server = new Server({
      'grpc.max_receive_message_length': options.maxInflatedBytes,
      'grpc.max_concurrent_streams': 256,
    });
    for (const signal of Object.keys(PATHS) as Signal[])
      this.#server.addService(serviceOf(signal), {
        export: (call: Call, callback: Answer) => void answer(call, callback, { signal, ingest, options }),
      });
  }

  /** @returns the port. */
  listen(host: string, port: number): Promise<number> {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const credentials = ServerCredentials.createInsecure();
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
  }

  /** Lets the calls that run end, and takes no more. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#server.tryShutdown(() => resolve()));
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
