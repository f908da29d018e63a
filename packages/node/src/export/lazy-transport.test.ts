import { expect, it } from 'vitest';
import { createBatch } from './fixtures/create-batch.ts';
import { ScriptedTransport } from './fixtures/scripted-transport.ts';
import { LazyTransport } from './lazy-transport.ts';

const names = { name: 'lazy', endpoint: 'nowhere' };

it('loads once, with the first batch, and sends all of them in order', async () => {
  const loaded = new ScriptedTransport();
  let loads = 0;
  const load = async (): Promise<ScriptedTransport> => (loads++, loaded);
  const transport = new LazyTransport({ ...names, load });
  transport.hold(true);
  transport.hold(false);
  expect(loads).toBe(0);
  const batches = [createBatch('a'), createBatch('b')];
  const sent = batches.map((batch) => transport.send(batch));
  await expect.poll(() => loaded.open).toHaveLength(2);
  expect(loaded.sent).toEqual(batches);
  await loaded.settleAll({ kind: 'delivered' });
  expect(await Promise.all(sent)).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }]);
  expect(loads).toBe(1);
  expect(loaded.holds).toEqual([]);
});

it('passes on what was asked while it loaded', async () => {
  const loaded = new ScriptedTransport();
  const transport = new LazyTransport({ ...names, load: async () => loaded });
  const sent = transport.send(createBatch());
  transport.hold(true);
  transport.close();
  await expect.poll(() => loaded.open).toHaveLength(1);
  await loaded.settleAll({ kind: 'delivered' });
  await sent;
  expect([loaded.holds, loaded.isClosed]).toEqual([[true], true]);
  transport.hold(false);
  expect(loaded.holds).toEqual([true, false]);
});

it('rejects every batch where its code cannot be loaded', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('no such file'));
  const transport = new LazyTransport({ ...names, load });
  await expect(transport.send(createBatch())).rejects.toThrow('no such file');
  await expect(transport.send(createBatch())).rejects.toThrow('no such file');
});
