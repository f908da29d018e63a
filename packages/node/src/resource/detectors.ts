// What the machine, the process and the container say of themselves. Only quick, synchronous looks: no network, no child.
import type { AttributeValue } from '@opentelemetry/api';
import type { ResourceDetectorName } from '../configuration/configuration.ts';
import { randomWord } from '../trace/identity.ts';

type Attributes = Record<string, AttributeValue>;

/** By the names of `OTEL_NODE_RESOURCE_DETECTORS`. `env` is part of the configuration. */
export const detectors: Readonly<Record<ResourceDetectorName, () => Attributes>> = {
  env: () => ({}),
  host: detectHost,
  os: detectOs,
  process: detectProcess,
  container: detectContainer,
  serviceinstance: () => ({ 'service.instance.id': randomUuid() }),
};

/** Node's names to those of the semantic conventions. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm: 'arm32', ppc: 'ppc32', ia32: 'x86' };

function detectHost(): Attributes {
  const os = process.getBuiltinModule('node:os');
  const id = readFirst(['/etc/machine-id', '/var/lib/dbus/machine-id']);
  const arch = os.arch();
  return {
    'host.name': os.hostname(),
    'host.arch': ARCHITECTURES[arch] ?? arch,
    ...(id !== undefined && { 'host.id': id }),
  };
}

function detectOs(): Attributes {
  const os = process.getBuiltinModule('node:os');
  const platform = os.platform();
  const type = platform === 'win32' ? 'windows' : platform === 'sunos' ? 'solaris' : platform;
  return { 'os.type': type, 'os.version': os.release() };
}

function detectProcess(): Attributes {
  const [executable, script] = process.argv;
  return {
    'process.pid': process.pid,
    'process.executable.name': process.title,
    'process.executable.path': process.execPath,
    // Arguments may hold secrets: only the program and its script are named.
    'process.command': script ?? executable,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'process.runtime.description': 'Node.js',
    ...owner(),
  };
}

function owner(): Attributes {
  try {
    return { 'process.owner': process.getBuiltinModule('node:os').userInfo().username };
  } catch {
    // A container may run as a user that its /etc/passwd does not know.
    return {};
  }
}

const CONTAINER_ID = /[0-9a-f]{64}/;

/** Docker and Kubernetes: the id stands in the cgroup path (v1) or in the mount table (v2). */
function detectContainer(): Attributes {
  const cgroup = readIfThere('/proc/self/cgroup')?.match(CONTAINER_ID)?.[0];
  const id = cgroup ?? readIfThere('/proc/self/mountinfo')?.match(/\/(?:containers|sandboxes)\/([0-9a-f]{64})\//)?.[1];
  return id === undefined ? {} : { 'container.id': id };
}

function readFirst(files: readonly string[]): string | undefined {
  for (const file of files) {
    const text = readIfThere(file)?.trim();
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A version 4 UUID: unique, not secret. */
function randomUuid(): string {
  const hex = Array.from({ length: 4 }, () => (randomWord() >>> 0).toString(16).padStart(8, '0')).join('');
  const variant = ((Number.parseInt(hex[16], 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
