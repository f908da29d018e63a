import { Command } from 'commander';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExecCommand } from './commands/exec.ts';
import { addExportCommand } from './commands/export.ts';
import { addLoadCommand } from './commands/load.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addQueryCommand } from './commands/query.ts';
import { addRepairCommand } from './commands/repair.ts';
import { addRunCommand } from './commands/run.ts';
import { addServeCommand } from './commands/serve.ts';
import { addServicesCommand } from './commands/services.ts';
import { addStopCommand } from './commands/stop.ts';
import { addTailCommand } from './commands/tail.ts';
import { addTraceCommand } from './commands/trace.ts';
import { createContext } from './context.ts';
import { readVersion } from './version.ts';

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('throughline')
    .description('Distributed tracing for Node.js: run an application and see where its requests go.')
    .version(readVersion())
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  const context = createContext();
  addServeCommand(program, context);
  addStopCommand(program, context);
  addRunCommand(program, context);
  addExecCommand(program, context);
  addQueryCommand(program, context);
  addTraceCommand(program, context);
  addServicesCommand(program, context);
  addLogsCommand(program, context);
  addTailCommand(program, context);
  addDoctorCommand(program, context);
  addLoadCommand(program, context);
  addExportCommand(program, context);
  addRepairCommand(program, context);
  return program;
}

const EXAMPLES = `
Examples:
  throughline run -- node app.js                           run an application and see its traces when it ends
  throughline serve                                        receive and keep traces; the page is at http://127.0.0.1:3301
  throughline query 'status=error AND duration > 500ms'    find traces
  throughline trace 5b8efff798038103d269b633813fc60c       see one

Where the hub is: --hub URL, THROUGHLINE_HUB, ./.throughline/hub.json, http://127.0.0.1:3301, the first of them that is there.
`;
