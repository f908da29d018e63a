// The command as a user has it: a process of its own, an application that knows nothing of us, a hub started on the way.
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { throughline as runCommand, workingDirectory } from '../fixtures/throughline.ts';
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
  const missing = await throughline('run', '--', 'no-such-command-here');
  expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('there is no such command') });
  expect(await throughline('run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("missing required argument 'command'"),
  });
});

test('trace: an id that is none, and no hub', LIMIT, async () => {
  const answer = await throughline('trace', 'x', '--hub', 'http://127.0.0.1:9');
  expect(answer).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot reach a hub at http://127.0.0.1:9'),
  });
});

test('run: processes that the application starts have spans; --json', LIMIT, async () => {
  const source = `require('node:child_process').execFile(process.execPath, ['-e', 'process.exit(3)', 'secret'], () => {});`;
  writeFileSync(`${directory}/parent.cjs`, source);
  const { code, stderr } = await throughline('run', '--json', '--', process.execPath, 'parent.cjs');
  expect(code).toBe(0);
  const { traces, shown } = JSON.parse(stderr.slice(0, stderr.lastIndexOf('}') + 1)) as RunAnswer;
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
