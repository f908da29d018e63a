import { duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { admitRfb, enterRfb } from './handshake.ts';

const VERSION = 'RFB 003.008\n';

test('a client and a server find together, or not', async () => {
  const check = async (passwords: [given?: string, needed?: string], expected: true | string): Promise<void> => {
    const [client, server] = duplexPair();
    const [given, needed] = passwords;
    const admitted = admitRfb(server, needed).catch(() => false);
    const entered = await enterRfb(client, given).then(
      () => true,
      (error: Error) => error.message,
    );
    client.destroy();
    server.destroy();
    expect(entered).toBe(expected);
    expect(await admitted).toBe(expected === true);
  };
  await check([undefined, undefined], true);
  await check(['secret', 'secret'], true);
  // Only eight characters of a password count.
  await check(['eight888', 'eight888-and-more'], true);
  await check(['eight88', 'eight888'], 'authentication failed');
  await check(['Secret', 'secret'], 'authentication failed');
  await check([undefined, 'secret'], 'the server offers security types 2');
  await check(['secret', undefined], 'the server offers security types 1');
});

test('what a server may say instead', async () => {
  const check = async (said: string, message: string): Promise<void> => {
    const [client, server] = duplexPair();
    server.end(Buffer.from(said, 'latin1'));
    await expect(enterRfb(client, 'secret')).rejects.toThrow(message);
  };
  await check('HTTP/1.1 400 Bad Request\r\n', 'the server does not speak RFB 3');
  await check(`${VERSION}\0\0\0\0\x04busy`, 'busy');
  await check(VERSION, 'the connection was closed');
  await check(`${VERSION}\x01\x02too short`, 'cannot read 16 bytes: the connection was closed');
});
