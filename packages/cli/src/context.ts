import type { Command } from 'commander';
import { readEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { findHubUrl } from './hub-client/find-hub.ts';
import { HubClient } from './hub-client/hub-client.ts';
import { createOutput } from './terminal/output.ts';
import type { Output } from './terminal/output.ts';

/** What every command works with. */
export interface Context {
  readonly environment: Environment;
  readonly output: Output;
  /** A client of the hub that the options name. */
  client(options: HubClientOptions): HubClient;
}

export interface HubClientOptions {
  readonly hub?: string;
  readonly token?: string;
}

export function createContext(environment = readEnvironment()): Context {
  return {
    environment,
    output: createOutput(environment),
    client: ({ hub, token }) =>
      new HubClient(findHubUrl(hub, environment), token ?? environment.readToken ?? environment.token),
  };
}

/** Adds the options that name a hub. */
export function withHubOptions(command: Command): Command {
  return command
    .option(
      '--hub <url>',
      'where the hub is (default: THROUGHLINE_HUB, ./.throughline/hub.json, http://127.0.0.1:3301)',
    )
    .option('--token <token>', 'what the hub asks of readers (default: THROUGHLINE_TOKEN)');
}

export interface RangeOptions {
  readonly start?: string;
  readonly end?: string;
}

/** Adds the options that name a time. */
export function withRangeOptions(command: Command): Command {
  return command
    .option('--start <time>', 'RFC 3339, a number since 1970, or like -15m')
    .option('--end <time>', 'the same, exclusive');
}
