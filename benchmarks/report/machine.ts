import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

import type { Contender } from '../contenders/contender.ts';
import { isPinned, measuredCore, otherCore } from '../processes/cores.ts';

/** What a reader needs to judge a figure; nothing that names the machine. */
export function describeMachine(contenders: readonly Contender[]): object {
  const packages = new Set(contenders.flatMap((contender) => contender.packages));
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    pinning: isPinned ? `measured process on core ${measuredCore}, the rest on core ${otherCore}` : 'none',
    loadAverageAtStart: loadavg()[0]?.toFixed(2),
    versions: Object.fromEntries([...packages].map((name) => [name, findVersion(name)])),
  };
}

/** Of an installed package. */
export function findVersion(name: string): string {
  const folder = name === '@throughline/node' ? '../../packages/node/' : `../node_modules/${name}/`;
  const manifest = readFileSync(new URL(`${folder}package.json`, import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
