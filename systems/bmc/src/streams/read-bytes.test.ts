import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readBytes } from './read-bytes.ts';

test('reads as much as it is asked for, however it arrives', async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const reading = readBytes(stream, 10);
  for (const part of ['ab', 'cde', 'fghijkl']) stream.write(part);
  expect(String(await reading)).toBe('abcdefghij');
  expect(String(await readBytes(stream, 0))).toBe('');
  expect(String(await readBytes(stream, 2))).toBe('kl');
});

test('says what is missing when the stream ends before', async () => {
  const check = async (end: (stream: PassThrough) => void, message: string): Promise<void> => {
    const stream = new PassThrough().on('error', () => {});
    stream.write('abc');
    const reading = readBytes(stream, 4);
    end(stream);
    await expect(reading).rejects.toThrow(message);
  };
  await check((stream) => stream.end(), 'the connection was closed');
  await check((stream) => stream.destroy(), 'the connection was closed');
  await check((stream) => stream.destroy(new Error('reset')), 'reset');
});
