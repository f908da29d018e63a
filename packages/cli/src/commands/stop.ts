import type { Command } from 'commander';
import { readHubFile } from '@throughline/hub/hub-file';
import type { Context } from '../context.ts';
import { CommandError } from '../errors.ts';
import { DEFAULT_DIRECTORY, isHub } from '../hub-client/find-hub.ts';
import { isAlive, stopHub } from '../hub-process/start-hub.ts';

/** `throughline stop` */
export function addStopCommand(program: Command, context: Context): void {
  program
    .command('stop')
    .summary('stop a hub')
    .description('Stop the hub whose data is in a directory; it stores what it acknowledged first.')
    .argument('[directory]', 'its data directory', DEFAULT_DIRECTORY)
    .action((directory: string) => stop(directory, context));
}

async function stop(directory: string, { output }: Context): Promise<void> {
  const hub = readHubFile(directory);
  // A hub that was killed leaves its file behind, and its process id may be another's by now.
  if (hub === undefined || !isAlive(hub.pid) || !(await isHub(hub.uiUrl)))
    throw new CommandError(`cannot stop the hub of ${directory}: none is running`);
  await stopHub(hub.pid);
  if (isAlive(hub.pid)) throw new CommandError(`cannot stop the hub yet: process ${hub.pid} is still storing`);
  output.note(`Stopped the hub of ${directory}.`);
}
