import { DeviceConnection } from '../device/device-connection.ts';
import type { Credentials } from '../queue/credentials.ts';
import type { JobData, JobResult } from '../queue/job.ts';
import { tracing } from '../tracing/tracing.ts';

/** Commands that hold nothing but questions are shown whole, others by their first word. */
const HARMLESS = /^(?:show|ping|traceroute|dir)\b/;

/** Does on a device what a job asks for. @throws DeviceError */
export async function executeJob(data: JobData, credentials: Credentials): Promise<JobResult> {
  const { device, operation } = data;
  const where = { 'naas.device.host': device.host, 'naas.device.port': device.port };
  const connection = await tracing.span('naas.netmiko.connect', where, () =>
    DeviceConnection.connect(device, credentials),
  );
  try {
    return operation === 'send_config' ? await sendConfig(connection, data) : await sendCommands(connection, data);
  } finally {
    connection.disconnect();
  }
}

async function sendCommands(connection: DeviceConnection, { commands }: JobData): Promise<JobResult> {
  const outputs: Record<string, string> = {};
  for (const command of commands) {
    const attributes = { 'naas.command': HARMLESS.test(command) ? command : command.split(' ')[0] };
    const send = (): Promise<string> => connection.sendCommand(command);
    outputs[command] = await tracing.span('naas.netmiko.send_command', attributes, send);
  }
  return { outputs };
}

async function sendConfig(connection: DeviceConnection, { commands, save }: JobData): Promise<JobResult> {
  const attributes = { 'naas.config.lines': commands.length, 'naas.config.saved': save };
  const send = (): Promise<string> => connection.sendConfigSet(commands, { save });
  return { outputs: { configuration: await tracing.span('naas.netmiko.send_config', attributes, send) } };
}
