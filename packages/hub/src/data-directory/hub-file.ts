import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** `hub.json`: where the hub of a data directory can be reached. It is there while the hub runs. */
export interface HubFile {
  readonly pid: number;
  readonly uiUrl: string;
  readonly otlpHttpUrl: string;
  readonly otlpGrpcUrl: string;
}

/** Writes `hub.json`, whole or not at all. */
export function writeHubFile(directory: string, file: HubFile): void {
  const temporary = `${directory}/hub.json.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(file, undefined, 2)}\n`);
  renameSync(temporary, `${directory}/hub.json`);
}

/** What `hub.json` says, if it is there. A hub that was killed leaves it behind: ask `uiUrl` whether it is true. */
export function readHubFile(directory: string): HubFile | undefined {
  try {
    return JSON.parse(readFileSync(`${directory}/hub.json`, 'utf8')) as HubFile;
  } catch {
    return undefined;
  }
}

export function removeHubFile(directory: string): void {
  rmSync(`${directory}/hub.json`, { force: true });
}
