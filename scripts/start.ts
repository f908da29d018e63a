// `npm start`: the hub, a reference system of several processes traced by nothing but the preload, requests through it, and
// what the hub answers when it is asked about them.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DemoResult, RunningSystem, SystemModule } from './start/contract.ts';
import { HubQuestions, startHub } from './start/hub.ts';
import { checkPorts, DEFAULT_DIRECTORY, HELP, HUB_PORTS, parseCommand } from './start/options.ts';
import type { StartCommand } from './start/options.ts';
import { SYSTEMS } from './start/registry.ts';
import { bold, dim, say, showQueries, showWaterfall } from './start/show.ts';

// The engine's statements and the journal's writes wait for threads of the system, of which there are four by default.
process.env.UV_THREADPOOL_SIZE ??= '16';

const stopped = new Promise<void>((stop) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());
});
try {
  const command = parseCommand(process.argv.slice(2));
  if (command.help) say(HELP);
  else await run(command);
} catch (error) {
  process.stderr.write(`npm start: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
process.exit();

async function run(command: StartCommand): Promise<void> {
  const directory = resolve(command.directory);
  const system = await SYSTEMS[command.system]();
  checkPorts(command, [...Object.keys(HUB_PORTS), ...system.describe.ports]);
  say(`${bold(command.system)}  ${system.describe.summary}  ${dim(system.describe.flow)}\n`);
  const hub = await startHub(directory, command.ports);
  try {
    await runSystem(system, { command, directory: `${directory}/${command.system}`, addresses: hub.addresses });
  } finally {
    await hub.close();
  }
}

interface Stage {
  readonly command: StartCommand;
  readonly directory: string;
  readonly addresses: { readonly ui: string; readonly otlpHttp: string };
}

async function runSystem(system: SystemModule, { command, directory, addresses }: Stage): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const running = await system.start({ directory, otlpUrl: addresses.otlpHttp, ports: command.ports });
  try {
    for (const { name, address } of [{ name: 'hub', address: addresses.ui }, ...running.processes])
      say(`${name.padEnd(16)}${address}`);
    const demonstration = demonstrate(system, running, { hubUrl: addresses.ui, command });
    await Promise.race([demonstration, stopped]);
    if (!command.once) await stopped;
    say(dim('Stopping …'));
  } finally {
    await running.stop();
  }
}

interface Demonstration {
  readonly hubUrl: string;
  readonly command: StartCommand;
}

async function demonstrate(system: SystemModule, running: RunningSystem, where: Demonstration): Promise<void> {
  const { hubUrl } = where;
  say(bold('\nRequests, as a user makes them\n'));
  const result = await system.demo(running, say);
  const hub = new HubQuestions(hubUrl);
  await hub.settledTrace(result.traceId);
  say(bold(`\n${result.title}\n`));
  await showWaterfall(result.traceId, hubUrl);
  if (result.more !== undefined) {
    say(bold('\nMore requests\n'));
    await hub.settledTrace(await result.more());
  }
  say(bold('\nQuestions\n'));
  await showQueries(result, hub);
  sayWhatNext(result, where);
}

function sayWhatNext({ traceId, tryYourself }: DemoResult, { hubUrl, command }: Demonstration): void {
  say(`${bold('The page')}  ${hubUrl}  ${dim('this trace:')} ${hubUrl}/trace/${traceId}\n`);
  say(bold('Type yourself, in another terminal'));
  // Where the data is in its usual place, the command finds the hub by itself.
  const hub = command.directory === DEFAULT_DIRECTORY ? '' : ` --hub ${hubUrl}`;
  const ask = {
    command: `npx throughline trace ID${hub}`,
    what: 'with an id of above, or one that a command has printed',
  };
  const commands = [...tryYourself, ask];
  const columns = Math.max(...commands.map((one) => one.command.length));
  for (const one of commands) say(`  ${one.command.padEnd(columns)}  ${dim(one.what)}`);
  say(dim('\nCtrl-C stops everything. npm start -- --help shows the options.'));
}
