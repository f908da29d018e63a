// A morning of two customers: what works, what is slow, what fails.
import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import type { DemoResult } from '../../../../scripts/start/contract.ts';
import { ALICE, BOB, MACHINES } from './fleet.ts';
import type { User } from './fleet.ts';

/** By which the demonstrated session can be found: the name that document S4 gives it. */
const SESSION_ID = 'session-abc123';

interface Typed {
  readonly user: User;
  readonly args: readonly string[];
  readonly password?: string;
}

/** The one that everything is shown by: a screen behind a slow name server. */
const HIGHLIGHT: Typed = { user: ALICE, args: ['vnc', MACHINES.slow.serverId, '--session', SESSION_ID] };

const MIX: readonly Typed[] = [
  { user: ALICE, args: ['servers'] },
  { user: ALICE, args: ['power', 'off', MACHINES.well.serverId] },
  { user: ALICE, args: ['power', 'on', MACHINES.well.serverId] },
  { user: ALICE, args: ['sol', MACHINES.well.serverId, '--type', 'uptime'] },
  { user: ALICE, args: ['power', 'status', MACHINES.refusing.serverId] },
  { user: ALICE, args: ['vnc', MACHINES.hanging.serverId] },
  { user: BOB, args: ['servers'], password: 'not-his-password' },
];

/** @param command - the executable `bmc`. */
export async function demonstrate(
  command: string,
  ipmiObstacle: string | undefined,
  say: (line: string) => void,
): Promise<DemoResult> {
  return {
    traceId: await type(command, HIGHLIGHT, say),
    title: 'Why did it take so long until the screen was there?',
    more: () => typeMix(command, ipmiObstacle, say),
    queries: [
      {
        question: 'Which VNC sessions took longer than two seconds?',
        query: 'serviceName=bmc-gateway AND name=CreateVNCSession AND duration > 2s',
      },
      { question: 'What has this customer done?', query: `baggage.customer_id=${ALICE.customerId}` },
      {
        question: 'Which operations of BMCs have failed?',
        query: 'serviceName=bmc-agent AND status=error AND name=*BMC*',
      },
      { question: 'What belongs to this session?', query: `baggage.session_id=${SESSION_ID}` },
    ],
    tryYourself: describeCommands(shorten(command)),
  };
}

async function typeMix(
  command: string,
  ipmiObstacle: string | undefined,
  say: (line: string) => void,
): Promise<string> {
  const ipmi: Typed = { user: BOB, args: ['power', 'status', MACHINES.ipmi.serverId] };
  let traceId = '';
  for (const typed of ipmiObstacle === undefined ? [...MIX, ipmi] : MIX) traceId = await type(command, typed, say);
  if (ipmiObstacle !== undefined) say(`IPMI is left out: ${ipmiObstacle}`);
  return traceId;
}

/** Runs the command as a user would, and shows it. @returns its trace. */
async function type(command: string, { user, args, password }: Typed, say: (line: string) => void): Promise<string> {
  const variables = { BMC_USER: user.name, BMC_PASSWORD: password ?? user.password };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) =>
    execFile(command, args, { env: { ...process.env, ...variables } }, (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    ),
  );
  const [, traceId = ''] = /^trace ([0-9a-f]{32})$/m.exec(stderr) ?? [];
  const failure = stderr.split('\n').filter((line) => line.startsWith('bmc: '));
  const [answer = '', ...rest] = [...stdout.trimEnd().split('\n'), ...failure].filter((line) => line !== '');
  say(`${user.name}$ bmc ${args.join(' ')}\n  ${answer}${rest.length > 0 ? ' …' : ''}`);
  return traceId;
}

/** As one types it from the working directory. */
function shorten(command: string): string {
  const path = relative('.', command);
  return path.startsWith('..') ? command : `./${path}`;
}

function describeCommands(command: string): DemoResult['tryYourself'] {
  return [
    { command: `export BMC_USER=${ALICE.name} BMC_PASSWORD=${ALICE.password}`, what: 'once' },
    { command: `${command} servers`, what: 'what there is' },
    { command: `${command} power off ${MACHINES.well.serverId}`, what: 'through all five programs' },
    { command: `${command} sol ${MACHINES.slow.serverId}`, what: 'a console; Ctrl-] leaves it' },
  ];
}
