import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { Hub } from '../hub.ts';

test('a hub that finds a port busy says so, and leaves nothing open', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  onTestFinished(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  const free = { store: `chdb:${temporaryDirectory()}`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 };
  const check = async (ports: object, purpose: string, flag: string): Promise<void> => {
    await expect(Hub.start({ ...free, ...ports })).rejects.toMatchObject({
      code: 'TL_HUB_ADDRESS_IN_USE',
      message: expect.stringMatching(
        new RegExp(`cannot listen on 127.0.0.1:${port} for ${purpose}: .* process ${process.pid} .* ${flag}$`),
      ),
    });
  };
  await check({ uiPort: port }, 'the page and the API', '--ui-port');
  await check({ otlpHttpPort: port }, 'OTLP/HTTP', '--otlp-http-port');
  await check({ otlpGrpcPort: port }, 'OTLP/gRPC', '--otlp-grpc-port');
  const hub = await Hub.start(free);
  await hub.close();
});
