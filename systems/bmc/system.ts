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
import { BAGGAGE_KEYS } from './src/telemetry/baggage-keys.ts';

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
  const { directory, ports } = options;
  const services = createProcesses(options);
  const port = (name: string): string => String(ports.get(name) ?? 0);
  try {
    const [simulators, manager] = await Promise.all([
      services.start<SimulatorFacts>({
        service: 'bmc-simulator',
        file: program('simulators'),
        args: ['--bmcs', writeJson(directory, 'simulated-bmcs', createSimulatedBmcs()), '--directory', directory],
      }),
      services.start<{ url: string }>({
        service: 'bmc-manager',
        file: program('manager'),
        args: [
          '--port',
          port('manager'),
          '--database',
          `${directory}/manager.db`,
          '--seed',
          writeJson(directory, 'seed', createSeed()),
        ],
      }),
    ]);
    const gateway = await services.start<{ url: string; agentAddress: string }>({
      service: 'bmc-gateway',
      file: program('gateway'),
      args: [
        '--port',
        port('gateway'),
        '--agent-port',
        port('agent-gateway'),
        '--manager',
        manager.facts.url,
        '--datacenter',
        DATACENTER,
      ],
    });
    const configuration: AgentConfiguration = {
      agentId: AGENT_ID,
      datacenter: DATACENTER,
      gatewayUrl: gateway.facts.url,
      agentAddress: gateway.facts.agentAddress,
      nameServer: simulators.facts.nameServer,
      caFile: fileURLToPath(new URL('src/simulators/certificate/ca.pem', import.meta.url)),
      timeoutMs: options.bmcTimeoutMs ?? 2500,
      discoveryIntervalMs: 60_000,
      bmcs: createInventory(simulators.facts.ports),
    };
    const file = writeJson(directory, 'agent', configuration);
    const startAgent = (): Promise<ServiceProcess<unknown>> =>
      services.start({
        service: 'bmc-agent',
        file: program('agent'),
        args: ['--configuration', file],
        variables: { OTEL_NODE_NET_DIAL_SPANS: 'true', OTEL_NODE_CHILD_PROCESS_SPANS: 'true' },
      });
    let agent = await startAgent();
    return {
      directory,
      services,
      managerUrl: manager.facts.url,
      command: writeCommand(directory, services, manager.facts.url),
      ipmiObstacle: simulators.facts.ipmiObstacle,
      agent: () => agent,
      async restartAgent() {
        agent = await startAgent();
      },
      processes: [
        { name: 'bmc-manager', address: manager.facts.url },
        { name: 'bmc-gateway', address: `${gateway.facts.url}, agents at ${gateway.facts.agentAddress}` },
        { name: 'bmc-agent', address: `${AGENT_ID} in ${DATACENTER}` },
        { name: 'bmc-simulator', address: `${Object.keys(simulators.facts.ports).length} BMCs` },
      ],
      stop: () => services.stop(),
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
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
      ...(otlpUrl !== undefined && { OTEL_NODE_BAGGAGE_ATTRIBUTES: BAGGAGE_KEYS.join() }),
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
    ...Object.fromEntries(
      Object.entries(services.variables('bmc-cli')).filter(([name]) => /^OTEL_|^NODE_OPTIONS$/.test(name)),
    ),
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
