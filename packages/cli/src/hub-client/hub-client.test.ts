import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isHub } from './find-hub.ts';
import { HubClient } from './hub-client.ts';

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function clientOf(answer: RequestListener): Promise<HubClient> {
  return new HubClient(await listen(createServer(answer)), undefined);
}

const STRANGE = /^cannot use http:.*: something else than a Throughline hub answers there \(HTTP \d+\)\. Name the hub/;

test('an address that is none', () => {
  const check = (url: string): void =>
    expect(() => new HubClient(url, undefined)).toThrow(`cannot ask a hub at ${url}: need an address like`);
  check('http://');
  check('http://127.0.0.1:65536');
  check('http://a b');
  expect(new HubClient('http://127.0.0.1:65535/', undefined).url).toBe('http://127.0.0.1:65535');
});

test('what others answer is not taken for that of a hub', async () => {
  const check = async (answer: RequestListener): Promise<void> => {
    const client = await clientOf(answer);
    await expect(client.fetch('traces')).rejects.toThrow(STRANGE);
    await expect(client.stream('tail', {})).rejects.toThrow(STRANGE);
    expect(await isHub(client.url)).toBe(false);
  };
  await check((_request, response) => response.end('<!DOCTYPE html>'));
  await check((_request, response) => response.end('{"status":"ok"}'));
  await check((_request, response) => response.writeHead(500).end('{"error":"none of ours"}'));
  await check((_request, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'));
});

test('who says nothing, or half of it', async () => {
  const check = async (answer: RequestListener): Promise<void> =>
    expect((await clientOf(answer)).fetch('traces', {}, 100)).rejects.toThrow(
      '(something listens there and does not answer)',
    );
  await check(() => {});
  await check((_request, response) => void response.setHeader('throughline-api', '1').write('{"traces":['));
});

test('an answer that breaks off, and one in another protocol', async () => {
  const broken = await clientOf((_request, response) => {
    response.setHeader('throughline-api', '1').write('{"traces":[', () => response.destroy());
  });
  await expect(broken.fetch('traces')).rejects.toThrow(/^cannot reach a hub at .* \(UND_ERR_SOCKET\)/);
  const other = await listen(createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n')));
  await expect(new HubClient(other, undefined).fetch('traces')).rejects.toThrow(
    /^cannot reach a hub at \S+ \((?!fetch failed)/,
  );
});

test('a query that does not fit into a request', async () => {
  const client = await clientOf((_request, response) => response.end());
  await expect(client.fetch('traces', { q: 'a'.repeat(20_000) })).rejects.toThrow('the query is too long');
});
