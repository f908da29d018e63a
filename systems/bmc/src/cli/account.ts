import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findVariable, requireVariable } from '../environment.ts';
import { CommandError } from './command-error.ts';

/**
 * A token of the manager: for the user of `BMC_USER` and `BMC_PASSWORD` where they are set, else what `bmc login` has kept.
 */
export async function findToken(): Promise<string> {
  const user = findVariable('BMC_USER');
  if (user !== undefined) return fetchToken(user, requireVariable('BMC_PASSWORD'));
  try {
    return readFileSync(tokenFile(), 'utf8');
  } catch {
    throw new CommandError('you are not logged in: bmc login --user NAME, or set BMC_USER and BMC_PASSWORD');
  }
}

/** Logs in, and keeps the token for the commands to come. */
export async function logIn(user: string, password: string): Promise<void> {
  const token = await fetchToken(user, password);
  const file = tokenFile();
  mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
  writeFileSync(file, token);
  chmodSync(file, 0o600);
}

async function fetchToken(name: string, password: string): Promise<string> {
  const response = await fetch(`${requireVariable('BMC_MANAGER')}/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const answer = (await response.json()) as { token: string; error?: string; trace_id?: string };
  if (response.ok) return answer.token;
  throw new CommandError(`cannot log in as ${name}: ${answer.error}`, answer.trace_id);
}

function tokenFile(): string {
  return `${findVariable('BMC_HOME') ?? `${requireVariable('HOME')}/.bmc`}/token`;
}
