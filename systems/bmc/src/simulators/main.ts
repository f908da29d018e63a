// The BMCs of a datacenter, simulated, and the name server that knows them.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { parseArgs } from 'node:util';
import { createLog } from '../process/log.ts';
import { announce, endWith } from '../process/service.ts';
import { listenPreferably, LoopbackAddresses } from './loopback-addresses.ts';
import { startNameServer } from './name-server.ts';
import type { NameRecord } from './name-server.ts';
import { createRedfishServer } from './redfish-server.ts';
import { createRfbServer } from './rfb-server.ts';
import { createSerialConsole } from './serial-console.ts';
import type { BmcPorts, SimulatedBmc } from './simulated-bmc.ts';

const { values } = parseArgs({ options: { bmcs: { type: 'string', default: '' } } });
const bmcs = JSON.parse(readFileSync(values.bmcs, 'utf8')) as SimulatedBmc[];

const log = createLog('bmc-simulator');
const addresses = new LoopbackAddresses();
const servers: Server[] = [];
const ports: Record<string, BmcPorts> = {};
const records = new Map<string, NameRecord>();
for (const [index, bmc] of bmcs.entries()) {
  const address = addresses.get(index);
  records.set(bmc.host, { address, delayMs: bmc.nameDelayMs });
  ports[bmc.host] = await startBmc(bmc, address);
}
const nameServer = await startNameServer(records);
log.info({ bmcs: bmcs.map(({ host }) => host), nameServer: nameServer.address }, 'BMCs run');
announce({ nameServer: nameServer.address, ports });
endWith(() => {
  nameServer.close();
  for (const server of servers) server.close();
});

async function startBmc(bmc: SimulatedBmc, address: string): Promise<BmcPorts> {
  const state = { isOn: true };
  const start = (server: Server, port: number): Promise<number> => {
    servers.push(server);
    return listenPreferably(bmc.behaviour === 'hang' ? createServer(() => {}) : server, port, address);
  };
  return {
    redfishPort: await start(createRedfishServer(bmc, state), 8443),
    vncPort: await start(createRfbServer(bmc, state), 5900),
    consolePort: await start(createSerialConsole(bmc, state), 2323),
    ipmiPort: 0,
  };
}
