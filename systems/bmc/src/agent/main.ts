// An agent: it stands in a datacenter, where the BMCs are, and does what its gateway asks it to.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { requireVariable } from '../environment.ts';
import { createLog } from '../process/log.ts';
import { announce, endWith } from '../process/service.ts';
import { runCommand } from './commands.ts';
import type { AgentConfiguration } from './configuration.ts';
import { discover } from './discovery.ts';
import { GatewayLink } from './gateway-link.ts';
import { ManagementNetwork } from './management-network.ts';

const { values } = parseArgs({ options: { configuration: { type: 'string', default: '' } } });
const configuration = JSON.parse(readFileSync(values.configuration, 'utf8')) as AgentConfiguration;

const log = createLog('bmc-agent');
const network = new ManagementNetwork(configuration.nameServer);
const ca = readFileSync(configuration.caFile, 'utf8');
const serviceToken = requireVariable('BMC_SERVICE_TOKEN');
const parts = { configuration, network, ca, serviceToken, log };

const link = new GatewayLink({ ...parts, run: (command) => runCommand(command, parts) });
const look = (): void =>
  void discover({ ...parts, report: (bmcs) => link.report(bmcs) }).catch((error: unknown) =>
    log.warn({ err: error }, 'discovery failed'),
  );
look();
const discovery = setInterval(look, configuration.discoveryIntervalMs);
log.info({ agent: configuration.agentId, bmcs: configuration.bmcs.length }, 'agent runs');
endWith(() => {
  clearInterval(discovery);
  link.close();
});
await link.attach();
announce({ agentId: configuration.agentId });
