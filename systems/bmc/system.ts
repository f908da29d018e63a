// The bmc system as a whole, for `npm start` and for its tests: five programs, started as an operator would start them.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DemoResult, RunningSystem, StartOptions } from '../../scripts/start/contract.ts';
import { ServiceProcesses } from '../../scripts/start/service-processes.ts';
import type { ServiceProcess } from '../../scripts/start/service-processes.ts';
import type { AgentConfiguration } from './src/agent/configuration.ts';
import { demonstrate } from './src/deployment/demo.ts';
import { AGENT_ID, createInventory, createSeed, createSimulatedBmcs, DATACENTER } from './src/deployment/fleet.ts';
import type { BmcPorts } from './src/simulators/simulated-bmc.ts';
import { BAGGAGE_KEYS, PERSONAL_BAGGAGE_KEYS } from './src/telemetry/baggage-keys.ts';

export const describe = {
  summary: 'Servers are switched on and looked at through their BMCs.',
  flow: 'cli → manager → gateway → agent → BMC',
  ports: ['manager', 'gateway', 'agent-gateway'],
} as const;

/** What may be different in a test. */
export interface BmcOptions extends StartOptions {
  /** How long a BMC may take for anything. Default 2,500 ms. */
  readonly bmcTimeoutMs?: number;
  /** Variables of all processes. */
  readonly variables?: Readonly<Record<string, string>>;
}

interface SimulatorFacts {
  readonly nameServer: string;
  readonly ports: Readonly<Record<string, BmcPorts>>;
  readonly ipmiObstacle?: string;
}

/** The system while it runs. */
export interface RunningBmc extends RunningSystem {
  readonly directory: string;
  readonly services: ServiceProcesses;
  readonly managerUrl: string;
  /** An executable that stands for `bmc`, with everything it needs to know. */
  readonly command: string;
  /** Why the BMC that speaks IPMI is not there, if it is not. */
  readonly ipmiObstacle: string | undefined;
  readonly agent: () => ServiceProcess<unknown>;
  /** Starts another agent, after the first one was lost. */
  restartAgent(): Promise<void>;
}

const program = (name: string): URL => new URL(`src/${name}/main.ts`, import.meta.url);

/** Starts all programs but the command line. */
export async function start(options: BmcOptions): Promise<RunningBmc> {
  const services = createProcesses(options);
  try {
    const stage: Stage = { options, services };
    const [simulators, manager] = await Promise.all([startSimulators(stage), startManager(stage)]);
    const gateway = await startGateway(stage, manager.url);
    const file = writeJson(options.directory, 'agent', configureAgent(options, { gateway, simulators }));
    return await startLastly(stage, { simulators, manager, gateway, agentFile: file });
  } catch (error) {
    await services.stop();
    throw error;
  }
}

interface Stage {
  readonly options: BmcOptions;
  readonly services: ServiceProcesses;
}

interface GatewayFacts {
  readonly url: string;
  readonly agentAddress: string;
}

interface Started {
  readonly simulators: SimulatorFacts;
  readonly manager: { readonly url: string };
  readonly gateway: GatewayFacts;
  /** The agent's configuration. */
  readonly agentFile: string;
}

/** The agent, and with it the whole. */
async function startLastly(
  { options, services }: Stage,
  { simulators, manager, gateway, agentFile }: Started,
): Promise<RunningBmc> {
  const { directory } = options;
  let agent = await startAgent(services, agentFile);
  return {
    directory,
    services,
    managerUrl: manager.url,
    command: writeCommand(directory, services, manager.url),
    ipmiObstacle: simulators.ipmiObstacle,
    agent: () => agent,
    async restartAgent() {
      agent = await startAgent(services, agentFile);
    },
    processes: [
      { name: 'bmc-manager', address: manager.url },
      { name: 'bmc-gateway', address: `${gateway.url}, agents at ${gateway.agentAddress}` },
      { name: 'bmc-agent', address: `${AGENT_ID} in ${DATACENTER}` },
      { name: 'bmc-simulator', address: `${Object.keys(simulators.ports).length} BMCs` },
    ],
    stop: () => services.stop(),
  };
}

async function startSimulators({ options: { directory }, services }: Stage): Promise<SimulatorFacts> {
  const file = program('simulators');
  const args = ['--bmcs', writeJson(directory, 'simulated-bmcs', createSimulatedBmcs()), '--directory', directory];
  return (await services.start<SimulatorFacts>({ service: 'bmc-simulator', file, args })).facts;
}

async function startManager({ options, services }: Stage): Promise<{ url: string }> {
  const { directory } = options;
  const file = program('manager');
  const seed = writeJson(directory, 'seed', createSeed());
  const args = ['--port', portOf(options, 'manager'), '--database', `${directory}/manager.db`, '--seed', seed];
  return (await services.start<{ url: string }>({ service: 'bmc-manager', file, args })).facts;
}

async function startGateway({ options, services }: Stage, managerUrl: string): Promise<GatewayFacts> {
  const file = program('gateway');
  const ports = ['--port', portOf(options, 'gateway'), '--agent-port', portOf(options, 'agent-gateway')];
  const args = [...ports, '--manager', managerUrl, '--datacenter', DATACENTER];
  return (await services.start<GatewayFacts>({ service: 'bmc-gateway', file, args })).facts;
}

function startAgent(services: ServiceProcesses, configuration: string): Promise<ServiceProcess<unknown>> {
  return services.start({
    service: 'bmc-agent',
    file: program('agent'),
    args: ['--configuration', configuration],
    // Connections and `ipmitool` are what an agent is about.
    variables: { OTEL_NODE_NET_DIAL_SPANS: 'true', OTEL_NODE_CHILD_PROCESS_SPANS: 'true' },
  });
}

function configureAgent(
  { bmcTimeoutMs = 2500 }: BmcOptions,
  { gateway, simulators }: Pick<Started, 'gateway' | 'simulators'>,
): AgentConfiguration {
  return {
    agentId: AGENT_ID,
    datacenter: DATACENTER,
    gatewayUrl: gateway.url,
    agentAddress: gateway.agentAddress,
    nameServer: simulators.nameServer,
    caFile: fileURLToPath(new URL('src/simulators/certificate/ca.pem', import.meta.url)),
    timeoutMs: bmcTimeoutMs,
    discoveryIntervalMs: 60_000,
    bmcs: createInventory(simulators.ports),
  };
}

function portOf({ ports }: BmcOptions, name: (typeof describe.ports)[number]): string {
  return String(ports.get(name) ?? 0);
}

/** Types what users would type. */
export function demo(running: RunningBmc, say: (line: string) => void): Promise<DemoResult> {
  return demonstrate(running.command, running.ipmiObstacle, say);
}

function createProcesses({ directory, otlpUrl, variables }: BmcOptions): ServiceProcesses {
  mkdirSync(directory, { recursive: true });
  return new ServiceProcesses({
    logDirectory: `${directory}/logs`,
    otlpUrl,
    resourceAttributes: `deployment.environment.name=demo`,
    variables: {
      // Its beginning is for whoever looks for tokens where none should be.
      BMC_SERVICE_TOKEN: `service-${randomBytes(24).toString('base64url')}`,
      ...(otlpUrl !== undefined && {
        OTEL_NODE_BAGGAGE_ATTRIBUTES: BAGGAGE_KEYS.join(),
        OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES: PERSONAL_BAGGAGE_KEYS.join(),
        // Of all programs, or they would not mean the same by a hash.
        OTEL_NODE_BAGGAGE_HASH_KEY: randomBytes(32).toString('base64url'),
      }),
      ...variables,
    },
  });
}

/** Passwords of BMCs stand in some of them. */
function writeJson(directory: string, name: string, content: unknown): string {
  const file = `${directory}/${name}.json`;
  writeFileSync(file, JSON.stringify(content, undefined, 2), { mode: 0o600 });
  return file;
}

/** Writes the command `bmc` as an executable file. */
function writeCommand(directory: string, services: ServiceProcesses, managerUrl: string): string {
  const variables = {
    ...Object.fromEntries(Object.entries(services.variables('bmc-cli')).filter(([name]) => /^OTEL_|^NODE_/.test(name))),
    BMC_MANAGER: managerUrl,
    BMC_HOME: directory,
    BMC_LOG: services.logFile('bmc-cli'),
  };
  const file = `${directory}/bmc`;
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const command = [process.execPath, ...services.nodeArguments(), fileURLToPath(program('cli'))].map(quote).join(' ');
  const settings = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  writeFileSync(file, `#!/bin/sh\n${settings.join('')}exec ${command} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
