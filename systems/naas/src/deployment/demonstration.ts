import type { DemoResult } from '../../../../scripts/start/contract.ts';
import { NaasClient, type Login } from './naas-client.ts';

/** What the demonstration needs to know of a running system. */
export interface Demonstrated {
  readonly apiUrl: string;
  readonly login: Login;
  /** Of the devices. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Asks for what operators ask for, and for what goes wrong with them. */
export async function demonstrate(
  { apiUrl, login, ports }: Demonstrated,
  say: (line: string) => void,
): Promise<DemoResult> {
  const naas = new NaasClient(apiUrl, login);
  const at = (name: string) => [{ host: '127.0.0.1', port: ports[name] }];
  const ask = async (operation: 'send_command' | 'send_config', name: string, commands: readonly string[]) => {
    say(`$ POST /v1/${operation}  ${name}: ${commands.join('; ')}`);
    const { job_id: id, trace_id: traceId } = await naas.post(operation, { devices: at(name), commands });
    const { status, attempts, error } = await naas.waitForJob(id);
    say(`  job ${id}, trace ${traceId}: ${status} in attempt ${attempts}${error === null ? '' : `, ${error}`}`);
    return traceId ?? '';
  };
  const traceId = await ask('send_command', 'core-1', ['show version', 'show ip interface brief']);
  await ask('send_config', 'edge-1', ['interface GigabitEthernet0/2', 'description uplink', 'no shutdown']);
  await ask('send_command', 'slow-1', ['show version']);
  await ask('send_command', 'flaky-1', ['show clock']);
  await ask('send_command', 'broken-1', ['show ip interface brief']);
  await ask('send_config', 'core-1', ['interface Ethernet7/7']);
  return {
    traceId,
    title: 'Two commands for a switch: HTTP → Redis → worker → SSH',
    queries: [
      { question: 'Which jobs failed?', query: 'name=naas.worker.execute AND status=error' },
      { question: 'Where did connecting take long?', query: 'name=naas.netmiko.connect AND duration > 500ms' },
      {
        question: 'What was asked of core-1?',
        query: `serviceName=naas-worker AND naas.device.port=${ports['core-1']}`,
      },
    ],
    tryYourself: [
      {
        command: `curl -u ${login.username}:${login.password} -H content-type:application/json -d '{"devices":[{"host":"127.0.0.1","port":${ports['core-1']}}],"commands":["show clock"]}' ${apiUrl}/v1/send_command`,
        what: 'a job, with the id of its trace',
      },
      { command: `curl ${apiUrl}/v1/jobs/1`, what: 'what became of the first' },
    ],
  };
}
