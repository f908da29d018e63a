// What the machine, the process and the container say of themselves. Only quick, synchronous looks: no network, no child.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { AttributeValue } from '@opentelemetry/api';
import type { ResourceDetectorName } from '../configuration/configuration.ts';

type Attributes = Record<string, AttributeValue>;

/** By the names of `OTEL_NODE_RESOURCE_DETECTORS`. `env` is part of the configuration. */
export const detectors: Readonly<Record<ResourceDetectorName, () => Attributes>> = {
  env: () => ({}),
  host: detectHost,
  os: detectOs,
  process: detectProcess,
  container: detectContainer,
  serviceinstance: () => ({ 'service.instance.id': randomUUID() }),
};

/** Node's names to those of the semantic conventions. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm: 'arm32', ppc: 'ppc32', ia32: 'x86' };

function detectHost(): Attributes {
  const id = readFirst(['/etc/machine-id', '/var/lib/dbus/machine-id']);
  const arch = os.arch();
  return {
    'host.name': os.hostname(),
    'host.arch': ARCHITECTURES[arch] ?? arch,
    ...(id !== undefined && { 'host.id': id }),
  };
}

function detectOs(): Attributes {
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
    return { 'process.owner': os.userInfo().username };
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
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
