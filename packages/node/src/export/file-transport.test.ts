import { mkdtempSync, readFileSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTraceRequestJson } from '@throughline/wire/decode';
import { describe, expect, it } from 'vitest';
import { FileTransport } from './file-transport.ts';
import { createBatch } from './fixtures/create-batch.ts';

const folder = mkdtempSync(join(tmpdir(), 'tl-file-'));

function readNames(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) =>
    parseTraceRequestJson(line).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
    ),
  );
}

describe('a file', () => {
  it('gets a line for each batch, behind what it has', async () => {
    const path = join(folder, 'append.jsonl');
    expect(await new FileTransport(path).send(createBatch('a', 2))).toEqual({ kind: 'delivered' });
    expect(await new FileTransport(path).send(createBatch('b'))).toEqual({ kind: 'delivered' });
    expect(readNames(path)).toEqual([['a', 'a'], ['b']]);
  });

  it('may be moved away at any time', async () => {
    const path = join(folder, 'rotated.jsonl');
    const transport = new FileTransport(path);
    await transport.send(createBatch('a'));
    renameSync(path, `${path}.1`);
    await transport.send(createBatch('b'));
    expect([readNames(`${path}.1`), readNames(path)]).toEqual([[['a']], [['b']]]);
  });

  it('gets a new line after one that may have broken off', async () => {
    const path = join(folder, 'torn.jsonl');
    symlinkSync('/dev/full', path);
    const transport = new FileTransport(path);
    expect((await transport.send(createBatch())).kind).toBe('failed');
    unlinkSync(path);
    for (const name of ['a', 'b']) await transport.send(createBatch(name));
    const text = readFileSync(path, 'utf8');
    expect(text.split('\n').map((line) => /"name":"[ab]"/.exec(line)?.[0])).toEqual([
      undefined,
      '"name":"a"',
      '"name":"b"',
      undefined,
    ]);
  });

  it('keeps names of any kind on one line', async () => {
    const path = join(folder, 'lines.jsonl');
    await new FileTransport(path).send(createBatch('a\nb\u2028c'));
    expect(readNames(path)).toEqual([['a\nb\u2028c']]);
  });

  it.each([
    ['in a folder that does not exist', join(folder, 'none/x.jsonl'), 'ENOENT', 'an existing folder'],
    ['below a file', '/dev/null/x.jsonl', 'ENOTDIR', 'an existing folder'],
    ['that is a folder', folder, 'EISDIR', 'a file'],
    ['on a full disk', '/dev/full', 'ENOSPC', 'free space'],
  ])('%s fails with a reason', async (_name, path, got, need) => {
    const transport = new FileTransport(path);
    const failed = { kind: 'failed', reason: `cannot append to ${path}: got ${got}, need ${need}` };
    expect(await transport.send(createBatch())).toEqual(failed);
    expect(await transport.send(createBatch())).toEqual(failed);
  });
});
