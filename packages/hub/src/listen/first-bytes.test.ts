import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ConnectionRouter } from './first-bytes.ts';

/** A server that says which protocol it saw, and then repeats what it reads. */
async function startRouter(timeoutMs: number): Promise<{ router: ConnectionRouter; open(): Promise<Socket> }> {
  const server = createServer();
  const echo = (name: string) => (socket: Socket) => {
    socket.write(`${name}:`);
    socket.pipe(socket);
    socket.resume();
  };
  const router = new ConnectionRouter(server, { http2: echo('http2'), other: echo('other') }, timeoutMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    router,
    async open() {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await once(socket, 'connect');
      onTestFinished(() => void socket.destroy());
      return socket.setEncoding('utf8');
    },
  };
}

async function readUntil(socket: Socket, length: number): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += chunk as string;
    if (text.length >= length) return text;
  }
  return text;
}

test('the first bytes tell the protocol, and are not lost', async () => {
  const { open } = await startRouter(30_000);
  const check = async (parts: string[], expected: string): Promise<void> => {
    const socket = await open();
    for (const part of parts) {
      socket.write(part);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(await readUntil(socket, expected.length)).toBe(expected);
  };
  await check(['PRI * HTTP/2.0\r\n\r\nSM'], 'http2:PRI * HTTP/2.0\r\n\r\nSM');
  await check(['P', 'RI * HT', 'TP/2.0\r\n'], 'http2:PRI * HTTP/2.0\r\n');
  await check(['POST / HTTP/1.1\r\n'], 'other:POST / HTTP/1.1\r\n');
  await check(['PR', 'OPFIND'], 'other:PROPFIND');
  await check(['\x16\x03\x01'], 'other:\x16\x03\x01');
});

test('who says nothing is cut off', async () => {
  const { open } = await startRouter(50);
  expect(await readUntil(await open(), 1)).toBe('');
  const { open: openOther, router } = await startRouter(30_000);
  const silent = await openOther();
  silent.write('PRI');
  await new Promise((resolve) => setTimeout(resolve, 50));
  router.closeSilent();
  expect(await readUntil(silent, 1)).toBe('');
});
