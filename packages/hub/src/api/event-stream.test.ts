import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';

test('who hears nothing hears that there is nothing', async () => {
  const server = createServer((_request, response) => {
    const stream = new EventStream(response, 10);
    setTimeout(() => stream.end(), 200);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await answer.text()).toMatch(/^(: still here\n\n)+$/);
  server.close();
});
