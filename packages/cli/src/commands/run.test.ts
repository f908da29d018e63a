// The command as a user has it: a process of its own, an application that knows nothing of us, a hub started on the way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../bin/throughline.js', import.meta.url));
const directory = mkdtempSync(`${tmpdir()}/throughline-run-`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function throughline(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
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

test("run: output and exit code are the application's, the traces stand on stderr", { timeout: 60_000 }, async () => {
  writeFileSync(`${directory}/app.cjs`, APPLICATION);
  const { code, stdout, stderr } = await throughline('run', '--', process.execPath, 'app.cjs');
  expect({ code, stdout }).toEqual({ code: 7, stdout: 'hello\nhello\n' });
  expect(stderr).toContain('2 traces with 4 spans, 1 trace with errors');
  expect(stderr).toMatch(/^app +GET ✗/m);
  expect(stderr).toMatch(/^app +╰─ GET ✗/m);
  expect(stderr).toContain('The hub that was started for this has stopped');
});

test('run: what is no command, and nothing to run', { timeout: 60_000 }, async () => {
  const missing = await throughline('run', '--', 'no-such-command-here');
  expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('there is no such command') });
  expect(await throughline('run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("missing required argument 'command'"),
  });
});

test('trace: an id that is none, and no hub', { timeout: 60_000 }, async () => {
  const answer = await throughline('trace', 'x', '--hub', 'http://127.0.0.1:9');
  expect(answer).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('cannot reach a hub at http://127.0.0.1:9'),
  });
});
