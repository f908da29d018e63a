// The programs that are not from npm: tests and reference systems talk to real servers and real devices.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program and the Debian package that brings it. */
export interface Program {
  readonly name: string;
  readonly package: string;
  /** Where it lies if not in a folder of `PATH`: Debian keeps some out of users' sight. */
  readonly path?: string;
}

export const PROGRAMS: readonly Program[] = [
  { name: 'redis-server', package: 'redis-server' },
  { name: 'nats-server', package: 'nats-server' },
  // Debian's own `rabbitmq-server` is a wrapper that changes the user; this is the program behind it.
  { name: 'rabbitmq-server', package: 'rabbitmq-server', path: '/usr/lib/rabbitmq/bin/rabbitmq-server' },
  { name: 'ipmi_sim', package: 'openipmi' },
  { name: 'ipmitool', package: 'ipmitool' },
  { name: 'chromium', package: 'chromium' },
  { name: 'strace', package: 'strace' },
  { name: 'ping', package: 'iputils-ping' },
];

const EXTRA_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

/** Path of an installed program. */
export function findProgram(name: string): string | undefined {
  const listed = PROGRAMS.find((program) => program.name === name)?.path;
  if (listed !== undefined) return isExecutable(listed) ? listed : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...EXTRA_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The programs of the list that are not here. */
export function findMissing(programs: readonly Program[] = PROGRAMS): Program[] {
  return programs.filter(({ name }) => findProgram(name) === undefined);
}

/** The command that installs programs, for a person to type. */
export function installCommand(programs: readonly Program[]): string {
  return `sudo apt-get install ${programs.map((program) => program.package).join(' ')}`;
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
