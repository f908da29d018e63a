import { create } from '@bufbuild/protobuf';
import { credentials, makeGenericClientConstructor, Metadata } from '@grpc/grpc-js';
import type { ClientDuplexStream, ClientUnaryCall, ServiceError } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { AgentMessageSchema, AgentService, ReportDiscoveryRequestSchema } from '../generated/bmc/v1/agent_pb.js';
import type {
  AgentMessage,
  Command,
  DiscoveredBmc,
  ReportDiscoveryRequest,
  Result,
} from '../generated/bmc/v1/agent_pb.js';
import { toServiceDefinition } from '../grpc/service-definition.ts';
import type { AgentConfiguration } from './configuration.ts';

const RETRY_MS = 250;

interface AgentClient {
  attach(metadata: Metadata): ClientDuplexStream<AgentMessage, Command>;
  reportDiscovery(
    request: ReportDiscoveryRequest,
    metadata: Metadata,
    done: (error: ServiceError | null) => void,
  ): ClientUnaryCall;
  close(): void;
}

export interface GatewayLinkParts {
  readonly configuration: AgentConfiguration;
  readonly serviceToken: string;
  readonly log: Logger;
  run(command: Command): Promise<Result['outcome']>;
}

/** The agent's connection with its gateway, opened again whenever it is lost. */
export class GatewayLink {
  readonly #parts: GatewayLinkParts;
  readonly #client: AgentClient;
  readonly #metadata = new Metadata();
  #stream: ClientDuplexStream<AgentMessage, Command> | undefined;
  #isClosed = false;

  constructor(parts: GatewayLinkParts) {
    this.#parts = parts;
    const clientClass = makeGenericClientConstructor(toServiceDefinition(AgentService), 'AgentService');
    const options = { 'grpc.initial_reconnect_backoff_ms': RETRY_MS, 'grpc.max_reconnect_backoff_ms': 2000 };
    const { agentAddress } = parts.configuration;
    this.#client = new clientClass(agentAddress, credentials.createInsecure(), options) as unknown as AgentClient;
    this.#metadata.set('authorization', `Bearer ${parts.serviceToken}`);
  }

  /** Resolves when the gateway knows this agent for the first time; after that it is attached again by itself. */
  attach(): Promise<void> {
    return new Promise((resolve) => this.#attach(resolve));
  }

  #attach(onAttached: () => void): void {
    const { configuration, log } = this.#parts;
    const stream = this.#client.attach(this.#metadata);
    this.#stream = stream;
    stream.on('data', (command: Command) => void this.#run(command, stream));
    stream.on('metadata', onAttached);
    stream.on('error', () => {});
    stream.on('close', () => {
      if (this.#isClosed) return;
      log.warn('gateway lost');
      setTimeout(() => this.#attach(onAttached), RETRY_MS);
    });
    const { agentId, bmcs } = configuration;
    const serverIds = bmcs.map(({ serverId }) => serverId);
    const value = { $typeName: 'bmc.v1.Hello', agentId, serverIds } as const;
    stream.write(create(AgentMessageSchema, { message: { case: 'hello', value } }));
  }

  report(bmcs: readonly DiscoveredBmc[]): Promise<void> {
    const { agentId } = this.#parts.configuration;
    const request = create(ReportDiscoveryRequestSchema, { agentId, bmcs: [...bmcs] });
    return new Promise((resolve, reject) =>
      this.#client.reportDiscovery(request, this.#metadata, (error) => (error === null ? resolve() : reject(error))),
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#stream?.cancel();
    this.#client.close();
  }

  async #run(command: Command, stream: ClientDuplexStream<AgentMessage, Command>): Promise<void> {
    const outcome = await this.#parts.run(command);
    const value = { $typeName: 'bmc.v1.Result', commandId: command.commandId, outcome } as const;
    stream.write(create(AgentMessageSchema, { message: { case: 'result', value } }));
  }
}
