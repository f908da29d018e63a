// Who has a port, as far as Linux tells: the listening sockets of /proc/net/tcp have an inode each, and the process that holds
// it has a file descriptor of that inode.
import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTENING = '0A';

/** A process that listens. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
}

/** Finds the process that listens on a port; `undefined` if it is not to be found out. */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readText(`/proc/net/${name}`)));
  const inodes = new Set(tables.flatMap((table) => findInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of processes)
    if (await hasSocket(pid, inodes)) return { pid: Number(pid), command: await readCommand(pid) };
  return undefined;
}

/** Columns: slot, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode. */
function findInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    return columns[1]?.endsWith(`:${hexPort}`) && columns[3] === LISTENING ? [columns[9]] : [];
  });
}

async function hasSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

async function readCommand(pid: string): Promise<string> {
  const command = (await readText(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
  return command.length > 100 ? `${command.slice(0, 100)}…` : command;
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
