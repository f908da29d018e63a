import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ResponseReader } from './response-reader.ts';

const answer = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: 5\r\n\r\nhello';

test('finds the end of an answer wherever it is cut', () => {
  for (let cut = 1; cut < answer.length; cut++) {
    const reader = new ResponseReader();
    for (let time = 0; time < 3; time++) {
      assert.equal(read(reader, answer.slice(0, cut)), false);
      assert.equal(read(reader, answer.slice(cut)), true);
      assert.equal(read(reader, answer), true);
    }
  }
});

test('follows a change of length', () => {
  const reader = new ResponseReader();
  assert.equal(read(reader, answer), true);
  assert.equal(read(reader, `${answer.replace('5', '7')}!`), false);
  assert.equal(read(reader, '!'), true);
  assert.equal(read(reader, answer), true);
});

test('refuses anything but a 200 with a content-length', () => {
  for (const status of ['500', '204', '301']) {
    const reader = new ResponseReader();
    assert.equal(read(reader, answer), true);
    assert.throws(() => read(reader, answer.replace('200', status)), /cannot read answer/);
  }
  assert.throws(() => read(new ResponseReader(), answer.replace('Length', 'Width')), /cannot read answer/);
});

function read(reader: ResponseReader, text: string): boolean {
  const chunk = Buffer.from(text);
  return reader.isComplete(chunk, chunk.length);
}
