import { writeFileSync } from 'node:fs';
import { currentTraceId } from '@throughline/node';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { findVariable } from '../environment.ts';
import { PowerAction } from '../generated/bmc/v1/power_pb.js';
import { baggage } from '../telemetry/baggage.ts';
import { findAccount, logIn } from './account.ts';
import { createManagerClient } from './clients.ts';
import type { ManagerClient } from './clients.ts';
import { CommandError } from './command-error.ts';
import { openSession } from './open-session.ts';
import { formatPicture, toPpm } from './picture.ts';
import { attachTerminal, typeLine } from './sol-terminal.ts';
import { takePicture } from './vnc-viewer.ts';

/** The command line. */
export function createProgram(log: Logger): Command {
  const program = new Command('bmc').description('Servers, seen and switched through their BMCs.');
  program.hook('preAction', tellTrace);
  addLogin(program);
  addServers(program);
  addPower(program, log);
  addVnc(program, log);
  addSol(program, log);
  return program;
}

/** What to name when asking for help. On stderr, beside the answer. */
function tellTrace(): void {
  const traceId = currentTraceId();
  if (traceId !== undefined) process.stderr.write(`trace ${traceId}\n`);
}

/** Logs in if need be; from then on everything is known to be about this customer, and this server. */
async function asUser<T>(serverId: string | undefined, act: (manager: ManagerClient) => Promise<T>): Promise<T> {
  const { token, customerId } = await findAccount();
  return baggage.with({ customer_id: customerId, server_id: serverId }, () => act(createManagerClient(token)));
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function addLogin(program: Command): void {
  program
    .command('login')
    .description('Log in; the password comes from BMC_PASSWORD.')
    .requiredOption('--user <name>')
    .action(async ({ user }: { user: string }) => {
      const password = findVariable('BMC_PASSWORD');
      if (password === undefined) throw new CommandError('cannot log in: BMC_PASSWORD is not set');
      await logIn(user, password);
      print(`logged in as ${user}`);
    });
}

function addServers(program: Command): void {
  program
    .command('servers')
    .description('List your servers.')
    .action(async () => {
      const { servers } = await asUser(undefined, (manager) => manager.listServers({}));
      for (const { id, name, datacenter } of servers) print(`${id}  ${name.padEnd(10)}  ${datacenter}`);
    });
}

const ACTIONS = { on: PowerAction.ON, off: PowerAction.OFF, status: PowerAction.STATUS } as const;

function addPower(program: Command, log: Logger): void {
  const power = program.command('power').description('Switch a server, or see whether it is on.');
  for (const [name, action] of Object.entries(ACTIONS)) {
    power.command(`${name} <server>`).action(async (serverId: string) => {
      log.info({ server: serverId, action: name }, 'power asked for');
      const { isOn, bmcType } = await asUser(serverId, (manager) => manager.power({ serverId, action }));
      print(`${serverId} is ${isOn ? 'on' : 'off'} (${bmcType})`);
    });
  }
}

function addVnc(program: Command, log: Logger): void {
  program
    .command('vnc <server>')
    .description("Look at a server's screen: one picture of it.")
    .option('--session <id>', 'a name for the session', '')
    .option('--keys <text>', 'keys to press first', '')
    .option('--out <file>', 'where to write the picture, as PPM')
    .action(async (serverId: string, options: { session: string; keys: string; out?: string }) => {
      const { id, stream } = await asUser(serverId, (manager) =>
        openSession('vnc', { serverId, sessionId: options.session, manager, log }),
      );
      const frame = await takePicture(stream, options.keys);
      stream.end();
      print(`${frame.name}: ${frame.width}x${frame.height}, ${frame.pixels.length} bytes of frame buffer in ${id}`);
      if (options.out === undefined) print(formatPicture(frame));
      else writeFileSync(options.out, toPpm(frame));
    });
}

function addSol(program: Command, log: Logger): void {
  program
    .command('sol <server>')
    .description("Use a server's serial console. Ctrl-] leaves it.")
    .option('--session <id>', 'a name for the session', '')
    .option('--type <line>', 'type this line, print the answer and leave')
    .action(async (serverId: string, options: { session: string; type?: string }) => {
      const session = await asUser(serverId, (manager) =>
        openSession('sol', { serverId, sessionId: options.session, manager, log }),
      );
      if (options.type === undefined) return attachTerminal(session);
      print(await typeLine(session.stream, options.type));
      session.stream.end();
    });
}
