import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findVariable, requireVariable } from '../environment.ts';
import { CommandError } from './command-error.ts';

/** Who types: what the manager has answered to a login. */
export interface Account {
  readonly token: string;
  readonly customerId: string;
}

/**
 * The account and a token of the manager: for the user of `BMC_USER` and `BMC_PASSWORD` where they are set, else what `bmc login` has kept.
 */
export async function findAccount(): Promise<Account> {
  const user = findVariable('BMC_USER');
  if (user !== undefined) return fetchAccount(user, requireVariable('BMC_PASSWORD'));
  try {
    return JSON.parse(readFileSync(accountFile(), 'utf8')) as Account;
  } catch {
    throw new CommandError('you are not logged in: bmc login --user NAME, or set BMC_USER and BMC_PASSWORD');
  }
}

/** Logs in, and keeps the token for the commands to come. */
export async function logIn(user: string, password: string): Promise<void> {
  const account = await fetchAccount(user, password);
  const file = accountFile();
  mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
  writeFileSync(file, JSON.stringify(account));
  chmodSync(file, 0o600);
}

async function fetchAccount(name: string, password: string): Promise<Account> {
  const response = await fetch(`${requireVariable('BMC_MANAGER')}/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const answer = (await response.json()) as { token: string; customer_id: string; error?: string };
  if (response.ok) return { token: answer.token, customerId: answer.customer_id };
  throw new CommandError(`cannot log in as ${name}: ${answer.error}`);
}

function accountFile(): string {
  return `${findVariable('BMC_HOME') ?? `${requireVariable('HOME')}/.bmc`}/account.json`;
}
