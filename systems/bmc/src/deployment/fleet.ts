// The customers, servers and BMCs of a deployment that is started to be looked at: most are well, some are not.
import type { Bmc } from '../agent/configuration.ts';
import type { Seed } from '../manager/database.ts';
import type { BmcPorts, SimulatedBmc } from '../simulators/simulated-bmc.ts';

export const DATACENTER = 'us-west';
export const AGENT_ID = 'agent-01';

/** A user of the manager. */
export interface User {
  readonly name: string;
  readonly password: string;
  readonly customerId: string;
}

export const ALICE: User = { name: 'alice', password: 'alice-looks-at-servers', customerId: 'customer-123' };
export const BOB: User = { name: 'bob', password: 'bob-switches-servers', customerId: 'customer-456' };

interface Machine {
  readonly serverId: string;
  readonly name: string;
  readonly owner: User;
  readonly bmc: Omit<SimulatedBmc, 'serverName' | 'user'>;
  /** What the agent believes. */
  readonly agentPassword?: string;
}

const normal = { type: 'redfish', behaviour: 'normal', nameDelayMs: 0 } as const;

/** The seed's slow dial: its name server takes 700 ms. */
export const SLOW_DIAL_MS = 700;

/** The machines of the fleet, by what is special about them. */
export const MACHINES = {
  slow: {
    serverId: 'srv-456',
    name: 'db-1',
    owner: ALICE,
    bmc: { ...normal, host: 'bmc', password: 'rack4-u1-9f2d', nameDelayMs: SLOW_DIAL_MS },
  },
  well: {
    serverId: 'srv-457',
    name: 'web-1',
    owner: ALICE,
    bmc: { ...normal, host: 'bmc-2', password: 'rack4-u2-77c1' },
  },
  refusing: {
    serverId: 'srv-458',
    name: 'web-2',
    owner: ALICE,
    bmc: { ...normal, host: 'bmc-3', password: 'changed-since-then' },
    agentPassword: 'rack4-u3-e05b',
  },
  hanging: {
    serverId: 'srv-459',
    name: 'batch-1',
    owner: ALICE,
    bmc: { ...normal, host: 'bmc-4', password: 'rack4-u4-1b6a', behaviour: 'hang' },
  },
  ipmi: {
    serverId: 'srv-460',
    name: 'edge-1',
    owner: BOB,
    bmc: { ...normal, host: 'bmc-5', password: 'rack4-u5-c3d8', type: 'ipmi' },
  },
} as const satisfies Readonly<Record<string, Machine>>;

const BMC_USER = 'admin';

/** What the manager's database starts with. */
export function createSeed(): Seed {
  const servers = Object.values(MACHINES).map(({ serverId, name, owner }) => ({
    id: serverId,
    name,
    datacenter: DATACENTER,
    customerId: owner.customerId,
  }));
  return { users: [ALICE, BOB], servers };
}

/** What the simulators are. */
export function createSimulatedBmcs(): SimulatedBmc[] {
  return Object.values(MACHINES).map(({ name, bmc }) => Object.assign({ serverName: name, user: BMC_USER }, bmc));
}

/** What the agent knows of the BMCs that are there. */
export function createInventory(ports: Readonly<Record<string, BmcPorts>>): Bmc[] {
  return Object.values<Machine>(MACHINES).flatMap(({ serverId, bmc: { host, type, password }, agentPassword }) => {
    const login = { user: BMC_USER, password: agentPassword ?? password };
    return host in ports ? [Object.assign({ serverId, host, type, ...login }, ports[host])] : [];
  });
}
