import { once } from 'node:events';
import { Agent } from 'node:http';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpClient } from './client.ts';
import { type Capture, startCapture } from './fixtures/client-capture.ts';
import { type Origin, startOrigin } from './fixtures/client-origin.ts';
import { type Call, call } from './fixtures/client-request.ts';

let origin: Origin;
let capture: Capture;

beforeAll(async () => {
  origin = await startOrigin();
});
afterAll(() => origin.close());
beforeEach(() => {
  capture = startCapture(httpClient);
});
afterEach(() => capture.stop());

interface Url {
  readonly full: string;
  readonly address: string;
  readonly port?: number;
}

async function attributesOf(how: Call): Promise<Record<string, unknown>> {
  await call(how);
  const [span] = await capture.ended(1);
  return span.attributes;
}

/** Any host and port, over a connection that goes to the origin. */
const anywhere = (how: Call): Call => ({ createConnection: () => createConnection(origin.port, '127.0.0.1'), ...how });

const check = (name: string, how: () => Call, expected: Url): void => {
  test(name, async () => {
    const attributes = await attributesOf(how());
    expect([attributes['url.full'], attributes['server.address'], attributes['server.port']]).toEqual([
      expected.full,
      expected.address,
      expected.port ?? origin.port,
    ]);
  });
};

describe('host and port', () => {
  const shop = { host: 'shop.example' };
  check("the scheme's own port", () => anywhere(shop), {
    full: 'http://shop.example/',
    address: 'shop.example',
    port: 80,
  });
  check('another port', () => anywhere({ ...shop, port: 8080 }), {
    full: 'http://shop.example:8080/',
    address: 'shop.example',
    port: 8080,
  });
  check('the port of another scheme', () => anywhere({ ...shop, port: 443 }), {
    full: 'http://shop.example:443/',
    address: 'shop.example',
    port: 443,
  });
  check('IPv6', () => anywhere({ host: '::1', port: 8080 }), {
    full: 'http://[::1]:8080/',
    address: '::1',
    port: 8080,
  });
  check('user and password', () => anywhere({ ...shop, auth: 'me:secret' }), {
    full: 'http://shop.example/',
    address: 'shop.example',
    port: 80,
  });

  test('the same Host header with other hosts', async () => {
    for (const host of ['a.example', 'b.example', 'a.example']) {
      await call(anywhere({ host, headers: { host: 'shop.example' } }));
    }
    const spans = await capture.ended(3);
    expect(spans.map((span) => span.attributes['server.address'])).toEqual(['a.example', 'b.example', 'a.example']);
  });
});

describe('a Host header of its own says nothing of where the request goes', () => {
  const expected = {
    get full() {
      return `${origin.url}/x?a=1`;
    },
    address: '127.0.0.1',
  };
  check('another host', () => ({ port: origin.port, path: '/x?a=1', headers: { host: 'shop.example:99' } }), expected);
  check('in an array', () => ({ port: origin.port, path: '/x?a=1', headers: ['Host', 'shop.example'] }), expected);
  check('none', () => ({ port: origin.port, path: '/x?a=1', setHost: false }), expected);
  test('and a refused connection names the port that it got', async () => {
    const attributes = await attributesOf({ port: 1, headers: { host: 'shop.example' } });
    expect(attributes).toMatchObject({ 'server.address': '127.0.0.1', 'network.peer.port': 1 });
  });
});

describe('request lines that do not begin with a path', () => {
  check('a whole URL, to a proxy', () => ({ port: origin.port, path: 'http://me:secret@shop.example:81/x?a=1' }), {
    full: 'http://shop.example:81/x?a=1',
    address: 'shop.example',
    port: 81,
  });
  check('an asterisk', () => anywhere({ host: 'shop.example', method: 'OPTIONS', path: '*' }), {
    full: 'http://shop.example',
    address: 'shop.example',
    port: 80,
  });
  check('neither', () => anywhere({ host: 'shop.example', path: 'http://' }), {
    full: 'http://shop.examplehttp://',
    address: 'shop.example',
    port: 80,
  });
});

describe('one connection', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterAll(() => agent.destroy());

  test('to a proxy carries requests to several hosts', async () => {
    for (const host of ['a.example', 'b.example']) await call({ port: origin.port, agent, path: `http://${host}/` });
    const spans = await capture.ended(2);
    expect(spans.map(({ attributes }) => attributes)).toMatchObject(
      ['a.example', 'b.example'].map((host) => ({ 'server.address': host, 'network.peer.port': origin.port })),
    );
  });

  test('whose server changes its version', async () => {
    const versions = ['1.1', '1.0'];
    const server = createServer((socket) => {
      socket.on('data', () =>
        socket.write(`HTTP/${versions[0]} 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n`),
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    for (const version of ['1.1', '1.0']) {
      await call({ port, agent });
      expect(capture.spans.at(-1)?.attributes).toMatchObject({ 'network.protocol.version': version });
      versions.shift();
    }
    agent.destroy();
    server.close();
  });
});

describe('url.full', () => {
  check(
    'hides what is secret',
    () => anywhere({ host: 'a.example', path: '/x?sig=abcdefgh&X-Amz-Signature=0123&b=2' }),
    {
      full: 'http://a.example/x?sig=[REDACTED]&X-Amz-Signature=[REDACTED]&b=2',
      address: 'a.example',
      port: 80,
    },
  );

  test('is cut at the limit', async () => {
    capture.stop();
    capture = startCapture(httpClient, { limits: { attributeValueLengthLimit: 24 } });
    for (const path of ['/1234567', '/12345678']) await call(anywhere({ host: 'a.example', path }));
    const spans = await capture.ended(2);
    const expected = 'http://a.example/1234567';
    expect(spans.map((span) => span.attributes['url.full'])).toEqual([expected, expected]);
  });
});

test('TLS', async () => {
  const secure = await startOrigin({ tls: true });
  const ca = readFileSync(new URL('../../export/fixtures/tls/ca.pem', import.meta.url));
  const attributes = await attributesOf({ tls: true, port: secure.port, path: '/x', ca });
  await secure.close();
  expect(attributes).toMatchObject({
    'url.full': `${secure.url}/x`,
    'server.port': secure.port,
    'http.response.status_code': 200,
    'network.peer.address': '127.0.0.1',
  });
});

test('a Unix domain socket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
  const socketPath = join(folder, 'origin.sock');
  const local = await startOrigin({ address: socketPath });
  const attributes = await attributesOf({ host: undefined, socketPath, path: '/x' });
  await local.close();
  rmSync(folder, { recursive: true });
  expect(attributes).toEqual({
    'http.request.method': 'GET',
    'url.full': 'http://localhost/x',
    'server.address': socketPath,
    'network.peer.address': socketPath,
    'network.protocol.version': '1.1',
    'http.response.status_code': 200,
  });
});
