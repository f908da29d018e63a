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

test('other trouble is left as it is', async () => {
  await expect(listen(createServer(), { ...address, host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  });
});
