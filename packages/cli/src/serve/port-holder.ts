// Who listens on a port, as far as the system tells this user.
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

export interface PortHolder {
  readonly pid: number;
  /** Of the program, and of Node.js the script; never other arguments, which may hold secrets. */
  readonly name: string;
}

/** Finds the process that listens on a port of this machine. */
export function findPortHolder(port: number): Promise<PortHolder | undefined> {
  return process.platform === 'linux' ? findInProc(port) : findByLsof(port);
}

const LISTEN = '0A';

async function findInProc(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set([...(await listeningInodes('tcp', port)), ...(await listeningInodes('tcp6', port))]);
  if (inodes.size === 0) return undefined;
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (await holdsOneOf(pid, links)) return { pid: Number(pid), name: await nameOf(pid) };
  return undefined;
}

/** Lines of `/proc/net/tcp`: number, local address, remote address, state, …, inode as the tenth. */
async function listeningInodes(table: 'tcp' | 'tcp6', port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTEN && local.endsWith(ending))
    .map((fields) => fields[9]);
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

/** The program and, of Node.js, the script: `node throughline.js`. */
async function nameOf(pid: string): Promise<string> {
  const [program = 'unknown', ...args] = await readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.split('\0'),
    () => [],
  );
  const script = basename(program).startsWith('node') ? args.find((arg) => /\.[cm]?[jt]s$/.test(arg)) : undefined;
  return script === undefined ? basename(program) : `${basename(program)} ${basename(script)}`;
}

async function findByLsof(port: number): Promise<PortHolder | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
    const pid = Number(/^p(\d+)$/m.exec(stdout)?.[1]);
    return Number.isNaN(pid) ? undefined : { pid, name: /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown' };
  } catch {
    return undefined;
  }
}
