import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNameServer } from './name-server.ts';

const records = new Map([
  ['bmc', { address: '127.64.0.1', delayMs: 0 }],
  ['slow.rack-4', { address: '127.64.255.2', delayMs: 300 }],
]);
const resolver = new Resolver();
let close = (): void => {};
beforeAll(async () => {
  const server = await startNameServer(records);
  close = server.close;
  resolver.setServers([server.address]);
});
afterAll(() => close());

test('answers what it knows, late where it is told to', async () => {
  expect(await resolver.resolve4('bmc')).toEqual(['127.64.0.1']);
  expect(await resolver.resolve4('BMC')).toEqual(['127.64.0.1']);
  const startMs = performance.now();
  expect(await resolver.resolve4('slow.rack-4', { ttl: true })).toEqual([{ address: '127.64.255.2', ttl: 0 }]);
  expect(performance.now() - startMs).toBeGreaterThan(290);
});

test('says what it does not know', async () => {
  await expect(resolver.resolve4('bmc-9')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6('bmc')).rejects.toMatchObject({ code: 'ENODATA' });
});
