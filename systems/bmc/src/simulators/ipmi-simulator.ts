// A BMC that speaks IPMI: `ipmi_sim` of OpenIPMI. It asks a program of ours whether the server is on, and has it switched.
import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedBmc } from './simulated-bmc.ts';

/** 623 is the usual one, and needs root. */
export const IPMI_PORT = 9623;

const MAX_START_MS = 5000;

/** Why there can be no IPMI here; `undefined` if there can. */
export async function findIpmiObstacle(): Promise<string | undefined> {
  for (const [program, debianPackage] of [
    ['ipmi_sim', 'openipmi'],
    ['ipmitool', 'ipmitool'],
  ]) {
    const isThere = await new Promise<boolean>((resolve) =>
      execFile(program, ['-V'], { timeout: 5000 }, (error) => resolve(error?.code !== 'ENOENT')),
    );
    if (!isThere) return `${program} is not installed (Debian package ${debianPackage})`;
  }
  return undefined;
}

export interface IpmiPlace {
  readonly address: string;
  /** For its files. */
  readonly directory: string;
}

/** Starts the simulator of a BMC and waits until it answers. @returns what ends it. */
export async function startIpmi(bmc: SimulatedBmc, { address, directory }: IpmiPlace): Promise<() => void> {
  mkdirSync(`${directory}/state`, { recursive: true });
  writeFileSync(`${directory}/power`, '1\n');
  writeFileSync(`${directory}/chassis.sh`, formatChassisProgram(directory), { mode: 0o755 });
  writeFileSync(`${directory}/lan.conf`, formatConfiguration(bmc, { address, directory }), { mode: 0o600 });
  writeFileSync(`${directory}/commands`, COMMANDS);
  const args = ['-c', `${directory}/lan.conf`, '-f', `${directory}/commands`, '-s', `${directory}/state`, '-n'];
  const child = spawn('ipmi_sim', args, { stdio: 'ignore' });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`cannot start ipmi_sim: it ended with exit code ${code}`);
  });
  await Promise.race([answers(address), failed]);
  failed.catch(() => {});
  return () => void child.kill();
}

const COMMANDS = `mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
mc_enable 0x20
`;

function formatConfiguration({ serverName, user, password }: SimulatedBmc, { address, directory }: IpmiPlace): string {
  return `name "${serverName}"
set_working_mc 0x20
startlan 1
  addr ${address} ${IPMI_PORT}
  priv_limit admin
  allowed_auths_admin none md2 md5 straight
  guid a123456789abcdefa123456789abcdef
endlan
chassis_control "${directory}/chassis.sh"
user 2 true "${user}" "${password}" admin 10 none md2 md5 straight
`;
}

/** Called with `get power` and `set power 0`. */
function formatChassisProgram(directory: string): string {
  return `#!/bin/sh
case "$1 $2" in
  'get power') echo "power:$(cat '${directory}/power')" ;;
  'set power') echo "$3" > '${directory}/power' ;;
esac
`;
}

/** An RMCP presence ping of ASF 2.0, which every BMC answers before anybody logs in. */
const PING = Buffer.from([0x06, 0, 0xff, 0x06, 0, 0, 0x11, 0xbe, 0x80, 0, 0, 0]);

async function answers(address: string): Promise<void> {
  const socket = createSocket('udp4');
  const until = AbortSignal.timeout(MAX_START_MS);
  try {
    const pong = once(socket, 'message', { signal: until });
    for (let isAnswered = false; !isAnswered;) {
      socket.send(PING, IPMI_PORT, address);
      isAnswered = await Promise.race([pong.then(() => true), delay(50, false)]);
    }
  } finally {
    socket.close();
  }
}
