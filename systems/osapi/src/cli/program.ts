// `osapi client …`: each command is the root of a trace.
import { currentTraceId } from '@throughline/node';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { OPERATIONS } from '../job/job.ts';

const WAIT_MS = 20_000;

export interface ProgramParts {
  readonly apiUrl: string;
  readonly log: Logger;
  /** Writes an answer. */
  print(text: string): void;
}

/** The command line. */
export function createProgram(parts: ProgramParts): Command {
  const program = new Command('osapi');
  program.option('--config <file>', 'configuration', 'osapi.yaml').option('--debug', 'print the trace and log lines');
  const job = program.command('client').command('job');
  job
    .command('create')
    .description('submits a job')
    .requiredOption('--operation <name>', OPERATIONS.join(', '))
    .option('--target <target>', 'on what', '')
    .option('--wait', 'waits for the result')
    .action(async ({ operation, target, wait }: { operation: string; target: string; wait?: boolean }) => {
      const created = await call(parts, 'POST', '/job', { operation, target });
      show(
        parts,
        wait === true ? await call(parts, 'GET', `/job/${String(created.job_id)}?wait_ms=${WAIT_MS}`) : created,
      );
    });
  job
    .command('get')
    .description('tells what became of a job')
    .requiredOption('--job-id <id>', 'as `create` has said it')
    .action(async ({ jobId }: { jobId: string }) => {
      show(parts, await call(parts, 'GET', `/job/${encodeURIComponent(jobId)}`));
    });
  return program;
}

type Answer = Record<string, unknown>;

async function call({ apiUrl, log }: ProgramParts, method: string, path: string, body?: object): Promise<Answer> {
  log.info({ path: path.split('?')[0] }, `asking the API: ${method}`);
  const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${apiUrl}${path}`, init);
  const content = (await answer.json()) as Answer;
  log.info({ status: answer.status }, 'the API has answered');
  if (!answer.ok) throw new Error(String(content.error));
  return content;
}

/** Whoever asks about a trace wants this one: of the command, where it has none of its own. */
function show({ print }: ProgramParts, answer: Answer): void {
  print(`${JSON.stringify({ ...answer, trace_id: answer.trace_id ?? currentTraceId() ?? null }, undefined, 2)}\n`);
}
