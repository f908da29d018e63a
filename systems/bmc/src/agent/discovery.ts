import { create } from '@bufbuild/protobuf';
import { withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import { DiscoveredBmcSchema } from '../generated/bmc/v1/agent_pb.js';
import type { DiscoveredBmc } from '../generated/bmc/v1/agent_pb.js';
import { baggage } from '../telemetry/baggage.ts';
import { withDeadline } from './bmc-error.ts';
import type { AgentConfiguration, Bmc } from './configuration.ts';
import { runIpmi } from './ipmi.ts';
import type { ManagementNetwork } from './management-network.ts';
import { RedfishSession } from './redfish-session.ts';

export interface DiscoveryParts {
  readonly configuration: AgentConfiguration;
  readonly network: ManagementNetwork;
  readonly ca: string;
  readonly log: Logger;
  report(bmcs: readonly DiscoveredBmc[]): Promise<void>;
}

/** Asks all BMCs whether they are there: a trace of its own. */
export function discover(parts: DiscoveryParts): Promise<void> {
  const { agentId, datacenter, bmcs } = parts.configuration;
  return baggage.with({ agent_id: agentId, datacenter }, () =>
    withSpan('agent.discovery', { root: true }, async (span) => {
      const found = await Promise.all(bmcs.map((bmc) => discoverOne(bmc, parts)));
      span.setAttribute('bmc.reachable', found.filter(({ isReachable }) => isReachable).length);
      await parts.report(found);
    }),
  );
}

async function discoverOne(bmc: Bmc, parts: DiscoveryParts): Promise<DiscoveredBmc> {
  const { serverId, type: bmcType } = bmc;
  const isReachable = await baggage.with({ server_id: serverId, bmc_type: bmcType }, () =>
    withSpan('BMC.discover', () =>
      withDeadline(parts.configuration.timeoutMs, bmc.host, (signal) => probe(bmc, parts, signal)),
    ).then(
      () => true,
      (error: unknown) => {
        parts.log.warn({ err: error, server: serverId }, 'BMC not reachable');
        return false;
      },
    ),
  );
  return create(DiscoveredBmcSchema, { serverId, bmcType, isReachable });
}

async function probe(bmc: Bmc, { network, ca }: DiscoveryParts, signal: AbortSignal): Promise<void> {
  if (bmc.type === 'ipmi') {
    await runIpmi({ bmc, address: await network.resolve(bmc.host), signal }, ['chassis', 'power', 'status']);
    return;
  }
  const session = new RedfishSession(bmc, { network, ca, signal });
  try {
    await session.fetch('GET', '/redfish/v1/');
  } finally {
    session.close();
  }
}
