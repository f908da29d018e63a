import { Command } from 'commander';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExecCommand } from './commands/exec.ts';
import { addExportCommand } from './commands/export.ts';
import { addLoadCommand } from './commands/load.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addMetricsCommand } from './commands/metrics.ts';
import { addQueryCommand } from './commands/query.ts';
import { addRepairCommand } from './commands/repair.ts';
import { addRunCommand } from './commands/run.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addServeCommand } from './commands/serve.ts';
import { addServicesCommand } from './commands/services.ts';
import { addStopCommand } from './commands/stop.ts';
import { addTailCommand } from './commands/tail.ts';
import { addTraceCommand } from './commands/trace.ts';
import { createContext } from './context.ts';
import { examples } from './terminal/examples.ts';
import { readVersion } from './version.ts';

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('throughline')
    .description('Distributed tracing for Node.js: run an application and see where its requests go.')
    .version(readVersion())
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', HELP);
  const context = createContext();
  program.commandsGroup('Run and record:');
  addRunCommand(program, context);
  addExecCommand(program, context);
  addServeCommand(program, context);
  addStopCommand(program, context);
  program.commandsGroup('Ask:');
  addQueryCommand(program, context);
  addTraceCommand(program, context);
  addServicesCommand(program, context);
  addLogsCommand(program, context);
  addMetricsCommand(program, context);
  addTailCommand(program, context);
  program.commandsGroup('Look after it:');
  addDoctorCommand(program, context);
  addLoadCommand(program, context);
  addExportCommand(program, context);
  addRepairCommand(program, context);
  addSchemaCommand(program, context);
  return program;
}

const HELP = examples(
  {
    'throughline run -- node app.js': 'run it, and see its traces when it ends',
    'throughline serve': 'receive traces, keep them, show them',
    "throughline query 'duration > 500ms'": 'find traces',
    'throughline doctor -- node app.js': 'why are there none?',
  },
  'Where the hub is: --hub, THROUGHLINE_HUB, ./.throughline/hub.json, http://127.0.0.1:3301, the first of them that is there. NO_COLOR and FORCE_COLOR are heeded, and COLUMNS where the output is no terminal.',
);
