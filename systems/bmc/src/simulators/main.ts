// The BMCs of a datacenter, simulated, and the name server that knows them.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { parseArgs } from 'node:util';
import { createLog } from '../process/log.ts';
import { announce, endWith } from '../process/service.ts';
import { findIpmiObstacle, IPMI_PORT, startIpmi } from './ipmi-simulator.ts';
import { listenPreferably, LoopbackAddresses } from './loopback-addresses.ts';
import { startNameServer } from './name-server.ts';
import type { NameRecord } from './name-server.ts';
import { createRedfishServer } from './redfish-server.ts';
import { createRfbServer } from './rfb-server.ts';
import { createSerialConsole } from './serial-console.ts';
import type { BmcPorts, SimulatedBmc } from './simulated-bmc.ts';

const { values } = parseArgs({
  options: {
    bmcs: { type: 'string', default: '' },
    /** For the files of simulators that have some. */
    directory: { type: 'string', default: '' },
  },
});
const bmcs = JSON.parse(readFileSync(values.bmcs, 'utf8')) as SimulatedBmc[];

const log = createLog('bmc-simulator');
const addresses = new LoopbackAddresses();
const servers: Server[] = [];
const stops: (() => void)[] = [];
const ipmiObstacle = await findIpmiObstacle();
const ports: Record<string, BmcPorts> = {};
const records = new Map<string, NameRecord>();
for (const [index, bmc] of bmcs.entries()) {
  if (bmc.type === 'ipmi' && ipmiObstacle !== undefined) continue;
  const address = addresses.get(index);
  records.set(bmc.host, { address, delayMs: bmc.nameDelayMs });
  ports[bmc.host] = await startBmc(bmc, address);
}
const nameServer = await startNameServer(records);
log.info({ bmcs: Object.keys(ports), nameServer: nameServer.address }, 'BMCs run');
if (ipmiObstacle !== undefined) log.warn(`no BMC speaks IPMI: ${ipmiObstacle}`);
announce({ nameServer: nameServer.address, ports, ipmiObstacle });
endWith(() => {
  nameServer.close();
  for (const server of servers) server.close();
  for (const stop of stops) stop();
});

async function startBmc(bmc: SimulatedBmc, address: string): Promise<BmcPorts> {
  const state = { isOn: true };
  const start = (server: Server, port: number): Promise<number> => {
    servers.push(server);
    return listenPreferably(bmc.behaviour === 'hang' ? createServer(() => {}) : server, port, address);
  };
  if (bmc.type === 'ipmi') stops.push(await startIpmi(bmc, { address, directory: `${values.directory}/${bmc.host}` }));
  return {
    redfishPort: await start(createRedfishServer(bmc, state, log), 8443),
    vncPort: await start(createRfbServer(bmc, state), 5900),
    consolePort: await start(createSerialConsole(bmc, state), 2323),
    ipmiPort: IPMI_PORT,
  };
}
