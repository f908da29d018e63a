import { type AddressInfo, connect, createServer, type LookupFunction, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { watchConnecting } from './watch-connecting.ts';

function watch(socket: Socket, timeoutMs?: number): { holds: number; error: Error | undefined } {
  const seen: { holds: number; error: Error | undefined } = { holds: 0, error: undefined };
  socket.on('error', (error) => (seen.error = error));
  watchConnecting(socket, {
    applyHold: () => seen.holds++,
    giveUp: (error) => void socket.destroy(error),
    timeoutMs,
  });
  return seen;
}

it('gives up a socket that does not connect', async () => {
  // A name whose resolution never ends stands for packets that nobody answers.
  const socket = connect({ host: 'nowhere.example', port: 1, lookup: () => {} });
  const seen = watch(socket, 20);
  await expect.poll(() => seen.error?.message).toBe('no connection within 20 ms');
  expect(socket.destroyed).toBe(true);
});

it('leaves one alone that has connected, and applies the hold to each attempt', async () => {
  const server = createServer((peer) => void peer.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const addresses = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ];
  const lookup: LookupFunction = (_host, _options, callback) => void setImmediate(callback, null, addresses);
  const socket = connect({ host: 'two.example', port, lookup });
  const seen = watch(socket, 50);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect([seen.error, socket.readyState]).toEqual([undefined, 'open']);
  expect(seen.holds).toBe(3);
  socket.destroy();
  server.close();
});
