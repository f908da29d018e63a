// The command as a user has it: a process of its own, an application that knows nothing of us, a hub started on the way.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { collect, serve, startCommand, throughline as runCommand, workingDirectory } from '../fixtures/throughline.ts';
import type { Ended } from '../fixtures/throughline.ts';

const directory = workingDirectory();
const LIMIT = { timeout: 120_000 };

/** The hub of somebody else on the usual port is none of ours. */
function throughline(command: string, ...args: readonly string[]): Promise<Ended> {
  return runCommand({ directory }, command, ...(command === 'run' ? ['--isolated', ...args] : args));
}

const APPLICATION = `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  response.statusCode = request.url === '/bad' ? 500 : 200;
  response.end('hello');
});
server.listen(0, async () => {
  const url = 'http://127.0.0.1:' + server.address().port;
  for (const path of ['/good', '/bad']) console.log(await (await fetch(url + path)).text());
  server.close();
  server.closeAllConnections();
  process.exitCode = 7;
});
`;

test("run: output and exit code are the application's, the traces stand on stderr", LIMIT, async () => {
  writeFileSync(`${directory}/app.cjs`, APPLICATION);
  const { code, stdout, stderr } = await throughline('run', '--', process.execPath, 'app.cjs');
  expect({ code, stdout }).toEqual({ code: 7, stdout: 'hello\nhello\n' });
  expect(stderr).toContain('2 traces with 4 spans, 1 trace with errors');
  expect(stderr).toMatch(/^app +GET → \/bad ✗/m);
  expect(stderr).toMatch(/^app +╰─ GET ✗/m);
  expect(stderr).toContain('The hub that was started for this has stopped');
});

test('run: what is no command, and nothing to run', LIMIT, async () => {
  const line = await throughline('run', '--', 'no-such-command | wc');
  expect(line).toMatchObject({ code: 127, stderr: expect.stringContaining("A line for a shell: -- sh -c '…'") });
  const missing = await throughline('run', '--', 'no-such-command-here');
  expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('there is no such command') });
  expect(await throughline('run', '--', '')).toMatchObject({
    code: 127,
    stderr: expect.stringContaining('throughline: cannot run a command without a name\n'),
  });
  expect(await throughline('run', '--traces', 'x', '--', 'true')).toMatchObject({ code: 2 });
  expect(await throughline('run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("missing required argument 'command'"),
  });
});

test("run: the exit code is the application's when its hub is gone", LIMIT, async () => {
  const killer = `
    const { pid } = JSON.parse(require('node:fs').readFileSync('.throughline/hub.json', 'utf8'));
    process.kill(pid, 'SIGKILL');
    process.exitCode = 5;`;
  writeFileSync(`${directory}/killer.cjs`, killer);
  const { code, stderr } = await throughline('run', '--', process.execPath, 'killer.cjs');
  expect(stderr).toMatch(/^throughline: cannot show what happened: cannot reach a hub at/m);
  expect({ code, stacks: stderr.match(/^ +at .*/gm) }).toEqual({ code: 5, stacks: null });
});

test('run: whoever reads what is said may stop reading', LIMIT, async () => {
  const child = startCommand({ directory }, ['run', '--isolated', '--', process.execPath, '-e', 'process.exit(9)']);
  child.stderr!.destroy();
  expect((await collect(child)).code).toBe(9);
});

test('run: a directory that has a hub, or that none can have', LIMIT, async () => {
  const shared = `${directory}/shared`;
  mkdirSync(shared);
  const { ui } = await serve(shared);
  const second = await runCommand({ directory: shared }, 'run', '--isolated', '--', 'true');
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^throughline: cannot start a hub here: process \d+ is one already, .*another working/);
  expect(second.stderr).toContain(ui);
  const blocked = `${directory}/blocked`;
  mkdirSync(blocked);
  writeFileSync(`${blocked}/.throughline`, '');
  expect(await runCommand({ directory: blocked }, 'run', '--isolated', '--', 'true')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^throughline: cannot start a hub: cannot write to \.\/\.throughline \(EEXIST\)/),
  });
  const broken = `${directory}/broken`;
  mkdirSync(`${broken}/.throughline`, { recursive: true });
  writeFileSync(`${broken}/.throughline/hub.lock`, 'of another program');
  expect(await runCommand({ directory: broken }, 'run', '--isolated', '--', 'true')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^throughline: cannot start a hub:\n {2}cannot use .*not a database/),
  });
});

test('run: two that begin at once share the hub that one of them starts', LIMIT, async () => {
  // Without the usual port none finds a hub before it has to start one.
  const usual = createServer().on('error', () => {});
  usual.listen(3301, '127.0.0.1');
  onTestFinished(() => void usual.close());
  const both = `${directory}/both`;
  mkdirSync(both);
  const meeting = `
    const { readdirSync, writeFileSync } = require('node:fs');
    writeFileSync('here-' + process.pid, '');
    setInterval(() => readdirSync('.').filter((name) => name.startsWith('here-')).length === 2 && process.exit(3), 20);
    setTimeout(() => process.exit(4), 30_000);`;
  writeFileSync(`${both}/meeting.cjs`, meeting);
  const run = (): Promise<Ended> => runCommand({ directory: both }, 'run', '--', process.execPath, 'meeting.cjs');
  expect((await Promise.all([run(), run()])).map(({ code }) => code)).toEqual([3, 3]);
});

test('run: a hub that one of them has started ends with the last', LIMIT, async () => {
  const both = `${directory}/last`;
  mkdirSync(both);
  const application = `
    const { existsSync, writeFileSync } = require('node:fs');
    const { createServer } = require('node:http');
    const name = process.argv[2];
    writeFileSync('here-' + name, '');
    const server = createServer((request, response) => response.end('hello')).listen(0, async () => {
      while (!existsSync('go-' + name)) await new Promise((resolve) => setTimeout(resolve, 20));
      await fetch('http://127.0.0.1:' + server.address().port + '/' + name);
      process.exit(0);
    });`;
  writeFileSync(`${both}/app.cjs`, application);
  const start = async (name: string, ...flags: readonly string[]): Promise<{ end(): Promise<Ended> }> => {
    const ended = runCommand({ directory: both }, 'run', ...flags, '--', process.execPath, 'app.cjs', name);
    while (!existsSync(`${both}/here-${name}`)) await delay(20);
    const end = (): Promise<Ended> => {
      writeFileSync(`${both}/go-${name}`, '');
      return ended;
    };
    return { end };
  };
  const first = await start('first', '--isolated');
  const second = await start('second');
  expect((await first.end()).stderr).toContain('goes on for another run');
  expect((await second.end()).stderr).toContain('1 trace with 2 spans');
  while (existsSync(`${both}/.throughline/hub.json`)) await delay(20);
});

test('run: Ctrl-C while the hub starts leaves none behind', LIMIT, async () => {
  const early = `${directory}/early`;
  mkdirSync(early);
  const child = startCommand({ directory: early }, ['run', '--isolated', '--', 'true']);
  const ended = collect(child);
  const started = `/proc/${child.pid}/task/${child.pid}/children`;
  let hub = '';
  while ((hub = readFileSync(started, 'utf8').trim()) === '') await delay(5);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  while (existsSync(`/proc/${hub}`)) await delay(20);
  expect(existsSync(`${early}/.throughline/hub.json`)).toBe(false);
});

test('trace: an id that is none, and no hub', LIMIT, async () => {
  const answer = await throughline('trace', 'x', '--hub', 'http://127.0.0.1:9');
  expect(answer).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot reach a hub at http://127.0.0.1:9'),
  });
});

test('export: a file that cannot be written', LIMIT, async () => {
  const answer = await throughline('export', '--output', `${directory}/no/where.jsonl`);
  expect(answer).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^throughline: cannot write to .*where\.jsonl: ENOENT.*\n$/),
  });
});

test('run: processes that the application starts have spans; --json', LIMIT, async () => {
  const source = `require('node:child_process').execFile(process.execPath, ['-e', 'process.exit(3)', 'secret'], () => {});`;
  writeFileSync(`${directory}/parent.cjs`, source);
  const { code, stderr } = await throughline('run', '--json', '--', process.execPath, 'parent.cjs');
  expect(code).toBe(0);
  const { traces, shown } = JSON.parse(stderr) as RunAnswer;
  expect(traces).toHaveLength(1);
  expect(shown[0].spans).toMatchObject([
    { name: 'process node', kind: 'internal', service: 'parent', attributes: { 'process.exit.code': 3 } },
  ]);
  expect(stderr).not.toContain('secret');
});

interface RunAnswer {
  readonly traces: readonly object[];
  readonly shown: readonly { readonly spans: readonly object[] }[];
}
