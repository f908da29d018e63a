import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bmc } from './configuration.ts';
import { BmcError } from './bmc-error.ts';

const run = promisify(execFile);

export interface IpmiTarget {
  readonly bmc: Bmc;
  readonly address: string;
  readonly signal: AbortSignal;
}

/** Runs a command of `ipmitool`, IPMI 2.0 over the network. @returns what it printed. @throws BmcError */
export async function runIpmi({ bmc, address, signal }: IpmiTarget, command: readonly string[]): Promise<string> {
  const { user, password, ipmiPort } = bmc;
  // `-E`: the password comes in the environment, where other users of the machine do not see it.
  const args = [
    '-I',
    'lanplus',
    '-C',
    '3',
    '-H',
    address,
    '-p',
    String(ipmiPort),
    '-U',
    user,
    '-E',
    '-R',
    '2',
    '-N',
    '1',
  ];
  const env = { PATH: '/usr/bin:/usr/local/bin:/opt/homebrew/bin', IPMI_PASSWORD: password };
  try {
    const { stdout } = await run('ipmitool', [...args, ...command], { env, signal });
    return stdout;
  } catch (error) {
    throw describe(error as NodeJS.ErrnoException & { stderr?: string }, bmc.host);
  }
}

function describe(error: NodeJS.ErrnoException & { stderr?: string }, host: string): BmcError {
  if (error.code === 'ENOENT') return new BmcError('unimplemented', 'ipmitool is not installed');
  const text = error.stderr ?? '';
  if (/RAKP|password|unauthorized|HMAC/i.test(text))
    return new BmcError('unauthenticated', `${host} refuses the login`);
  return new BmcError('unavailable', `${host} does not answer to IPMI: ${text.trim().split('\n')[0]}`);
}
