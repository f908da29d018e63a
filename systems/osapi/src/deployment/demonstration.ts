import type { DemoResult } from '../../../../scripts/start/contract.ts';
import { runCommand } from './run-command.ts';

/** Types what operators type, and what goes wrong with it. @param command - stands for `osapi`. */
export async function demonstrate(command: string, say: (line: string) => void): Promise<DemoResult> {
  const type = async (...args: string[]): Promise<Record<string, unknown>> => {
    say(`$ osapi ${args.join(' ')}`);
    const { stdout, stderr } = await runCommand(command, args);
    say((stdout + stderr).trimEnd().replaceAll(/^/gm, '  '));
    return JSON.parse(stdout || '{}') as Record<string, unknown>;
  };
  const create = ['client', 'job', 'create', '--operation'];
  const { job_id: id } = await type(...create, 'hostname');
  await type('client', 'job', 'get', '--job-id', String(id));
  const { trace_id: traceId } = await type(...create, 'ping', '--target', '127.0.0.1', '--wait');
  await type(...create, 'dns', '--target', 'no-such-host.invalid', '--wait');
  await type(...create, 'nonsense');
  return {
    traceId: String(traceId),
    title: 'A ping: command line → API → NATS → worker → result → command line',
    queries: [
      { question: 'What did the worker do?', query: 'serviceName=osapi-worker AND name=osapi.job.process' },
      { question: 'Which providers failed?', query: 'name=osapi.provider.execute AND status=error' },
      { question: 'Everything about one job', query: `job.id=${String(id)}` },
    ],
    tryYourself: [
      { command: `${command} client job create --operation load --wait`, what: 'a job, and its result' },
      { command: `${command} client job create --operation disk --debug`, what: 'with its trace and log lines' },
    ],
  };
}
