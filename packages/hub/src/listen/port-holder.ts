// Who has a port, as far as the system tells this user. On Linux the listening sockets of /proc/net/tcp have an inode each,
// and the process that holds it has a file descriptor of that inode; elsewhere `lsof` is asked.
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** A process that listens. */
interface PortHolder {
  readonly pid: number;
  /** Of the program, and of Node.js the script; never other arguments, which may hold secrets. */
  readonly name: string;
}

/** Names the process that listens on a port of this machine: `process 18284 (node throughline.js)`, else `another process`. */
export async function describePortHolder(port: number): Promise<string> {
  const find = process.platform === 'linux' ? findInProc : findByLsof;
  const holder = await find(port).catch(() => undefined);
  return holder === undefined ? 'another process' : `process ${holder.pid} (${holder.name})`;
}

const LISTENING = '0A';

async function findInProc(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readText(`/proc/net/${name}`)));
  const inodes = new Set(tables.flatMap((table) => findInodes(table, port)));
  if (inodes.size === 0) return undefined;
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (await holdsOneOf(pid, links)) return { pid: Number(pid), name: await nameOf(pid) };
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

async function holdsOneOf(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  // Those of other users cannot be read.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const link = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (links.has(link)) return true;
  }
  return false;
}

async function nameOf(pid: string): Promise<string> {
  const [program, ...args] = (await readText(`/proc/${pid}/cmdline`)).split('\0');
  const name = basename(program) || 'unknown';
  const script = name.startsWith('node') ? args.find((arg) => /\.[cm]?[jt]s$/.test(arg)) : undefined;
  return script === undefined ? name : `${name} ${basename(script)}`;
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function findByLsof(port: number): Promise<PortHolder | undefined> {
  const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = Number(/^p(\d+)$/m.exec(stdout)?.[1]);
  return Number.isNaN(pid) ? undefined : { pid, name: /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown' };
}
