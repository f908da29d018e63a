// `bmc`: what a user types. Its command is the root of the trace.
import { ConnectError } from '@connectrpc/connect';
import { createCommandLog } from '../process/log.ts';
import { createProgram } from './program.ts';

const log = createCommandLog('bmc-cli');
try {
  await createProgram(log).parseAsync();
} catch (error) {
  process.exitCode = 1;
  const text = error instanceof ConnectError ? error.rawMessage : (error as Error).message;
  process.stderr.write(`bmc: ${text}\n`);
}
