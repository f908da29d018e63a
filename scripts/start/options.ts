import { parseArgs } from 'node:util';
import { SYSTEMS } from './registry.ts';

/** What `npm start` was asked for. */
export interface StartCommand {
  readonly system: string;
  readonly once: boolean;
  readonly help: boolean;
  readonly directory: string;
  readonly ports: ReadonlyMap<string, number>;
}

/** Where the command `throughline` looks, too. */
export const DEFAULT_DIRECTORY = '.throughline';

/** Ports of the hub, and what they are unless somebody says something else. */
export const HUB_PORTS: Readonly<Record<string, number>> = { ui: 3301, 'otlp-http': 4318, 'otlp-grpc': 4317 };

export const HELP = `usage: npm start [-- OPTIONS]

Starts the hub and a reference system, drives requests through it, and shows what can be asked about them.
Runs until Ctrl-C.

  --system NAME        ${Object.keys(SYSTEMS).join(', ')} (default ${Object.keys(SYSTEMS)[0]})
  --once               end after the demonstration
  --data DIRECTORY     for traces, databases and logs (default ${DEFAULT_DIRECTORY})
  --port NAME=NUMBER   repeatable; the hub has ${describePorts()}; the system's are any free ones;
                       0 is any free one
  --help               this text`;

function describePorts(): string {
  return Object.entries(HUB_PORTS)
    .map(([name, port]) => `${name}=${port}`)
    .join(', ');
}

/** @throws Error with a line for people. */
export function parseCommand(args: readonly string[]): StartCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      system: { type: 'string', default: Object.keys(SYSTEMS)[0] },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      data: { type: 'string', default: DEFAULT_DIRECTORY },
      port: { type: 'string', multiple: true, default: [] },
    },
  });
  if (!(values.system in SYSTEMS))
    throw new Error(`cannot start ${values.system}: need one of ${Object.keys(SYSTEMS).join(', ')}`);
  const { system, once, help, data: directory } = values;
  return { system, once, help, directory, ports: new Map(values.port.map(parsePort)) };
}

function parsePort(text: string): [name: string, port: number] {
  const [, name, digits] = /^([a-z-]+)=(\d{1,5})$/.exec(text) ?? [];
  if (name === undefined || Number(digits) > 65_535)
    throw new Error(`cannot use the port ${text}: need NAME=NUMBER, as in ui=3301, with a number up to 65535`);
  return [name, Number(digits)];
}

/** @throws Error for a port that nobody listens on. */
export function checkPorts({ system, ports }: StartCommand, known: readonly string[]): void {
  const unknown = [...ports.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`cannot use the port ${unknown}: ${system} has ${known.join(', ')}`);
}
