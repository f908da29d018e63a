import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from './listen.ts';

const address = { host: '127.0.0.1', purpose: 'tests', option: '--test-port' };

test('a busy port is told with who has it', async () => {
  const holder = createServer();
  onTestFinished(() => void holder.close());
  const port = await listen(holder, { ...address, port: 0 });
  expect(port).toBe((holder.address() as AddressInfo).port);
  await expect(listen(createServer(), { ...address, port })).rejects.toMatchObject({
    code: 'TL_HUB_ADDRESS_IN_USE',
    message: expect.stringMatching(
      new RegExp(
        `^cannot listen on 127\\.0\\.0\\.1:${port} for tests: got a port that process ${process.pid} \\(.*node.*\\) has, need a free one\\. Stop that process, or choose another port with --test-port$`,
      ),
    ),
  });
});

test('of who has it the script is told, and no argument: it may be a secret', async () => {
  const code = `require('net').createServer().listen(0, '127.0.0.1', function () { process.send(this.address().port) })`;
  const holder = spawn(process.execPath, ['-e', code, 'app.js', '--token=secret'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void holder.kill());
  const [port] = (await once(holder, 'message')) as [number];
  await expect(listen(createServer(), { ...address, port })).rejects.toThrow(
    `got a port that process ${holder.pid} (node app.js) has`,
  );
});

test('other trouble is left as it is', async () => {
  await expect(listen(createServer(), { ...address, host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  });
});
