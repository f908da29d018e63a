import { expect, test } from 'vitest';
import { openStore } from './fixtures/open-store.ts';

const FAILS_LATE = 'SELECT number FROM numbers(200001)';

test('a statement that failed leaves nothing behind for the answers to others', { timeout: 60_000 }, async () => {
  const { engine } = await openStore();
  for (let i = 0; i < 12; i++) {
    await expect(engine.read(FAILS_LATE)).rejects.toMatchObject({ code: 'TL_STORE_LIMIT' });
    expect(await engine.read(`SELECT ${i} AS i`)).toEqual([{ i }]);
  }
});

test('nor do several at once', { timeout: 60_000 }, async () => {
  const { engine } = await openStore();
  const answers = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? engine.read(FAILS_LATE).catch(() => []) : engine.read(`SELECT ${i} AS i`),
  );
  expect(await Promise.all(answers)).toEqual(answers.map((_, i) => (i % 2 === 0 ? [] : [{ i }])));
});
