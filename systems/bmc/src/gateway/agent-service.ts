import { create } from '@bufbuild/protobuf';
import { Metadata, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { ReportDiscoveryResponseSchema } from '../generated/bmc/v1/agent_pb.js';
import type {
  AgentMessage,
  Command,
  ReportDiscoveryRequest,
  ReportDiscoveryResponse,
} from '../generated/bmc/v1/agent_pb.js';
import { AgentLink } from './agent-link.ts';
import type { Agents } from './agents.ts';

interface AgentServiceParts {
  readonly agents: Agents;
  readonly serviceToken: string;
  readonly log: Logger;
}

const REFUSED = { code: status.PERMISSION_DENIED, details: 'only agents of this deployment may call this' };

/** What agents call. */
export function createAgentService({ agents, serviceToken, log }: AgentServiceParts): UntypedServiceImplementation {
  const isAgent = (metadata: Metadata): boolean => metadata.get('authorization')[0] === `Bearer ${serviceToken}`;

  function attach(stream: ServerDuplexStream<AgentMessage, Command>): void {
    if (!isAgent(stream.metadata)) return void stream.destroy(Object.assign(new Error(REFUSED.details), REFUSED));
    let link: AgentLink | undefined;
    stream.on('data', ({ message }: AgentMessage) => {
      if (message.case === 'result') return link?.settle(message.value);
      if (message.case !== 'hello') return;
      link = new AgentLink(message.value.agentId, stream);
      agents.attach(link, message.value.serverIds);
      // Tells the agent that commands can come.
      stream.sendMetadata(new Metadata());
      log.info({ agent: link.agentId }, 'agent attached');
    });
    const lose = (): void => {
      if (link === undefined) return;
      log.warn({ agent: link.agentId }, 'agent lost');
      agents.detach(link);
      link = undefined;
    };
    stream
      .on('cancelled', lose)
      .on('error', lose)
      .on('end', () => {
        lose();
        stream.end();
      });
  }

  function reportDiscovery(
    { metadata, request }: ServerUnaryCall<ReportDiscoveryRequest, ReportDiscoveryResponse>,
    done: sendUnaryData<ReportDiscoveryResponse>,
  ): void {
    if (!isAgent(metadata)) return done(REFUSED);
    const missing = request.bmcs.filter(({ isReachable }) => !isReachable).map(({ serverId }) => serverId);
    log.info({ agent: request.agentId, bmcs: request.bmcs.length, missing }, 'discovery reported');
    done(null, create(ReportDiscoveryResponseSchema));
  }

  return { attach, reportDiscovery };
}
