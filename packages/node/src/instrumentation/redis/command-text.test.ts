import { describe, expect, test } from 'vitest';
import { batchText, commandText, MAX_ARGUMENT_LENGTH, MAX_TEXT_LENGTH } from './command-text.ts';

describe('command text', () => {
  const check = (command: readonly unknown[], expected: string): void => {
    const [name, ...args] = command;
    test(expected, () => expect(commandText(name as string, args)).toBe(expected));
  };
  check(['get', 'user:1'], 'GET user:1');
  check(['set', 'user:1', 'secret', 'EX', 10], 'SET user:1 ?');
  check(['mset', 'a', 'secret', 'b', 'secret'], 'MSET a ?');
  check(['hset', 'user:1', 'name', 'secret', 'age', 'secret'], 'HSET user:1 name ?');
  check(['del', 'a', 'b'], 'DEL a b');
  check(['lpush', 'list', 'secret', 'secret'], 'LPUSH list ?');
  check(['sismember', 'set', 'secret'], 'SISMEMBER set ?');
  check(['publish', 'news', 'secret'], 'PUBLISH news ?');
  check(['xadd', 'stream', '*', 'field', 'secret'], 'XADD stream ?');
  check(['xread', 'COUNT', 2, 'STREAMS', 's', '0'], 'XREAD COUNT 2 STREAMS s 0');
  check(['eval', 'return "secret"', 1, 'key', 'secret'], 'EVAL ? 1 key ?');
  check(['evalsha', 'abc', '0', 'secret'], 'EVALSHA ? 0 ?');
  check(['eval', 'return "secret"', 'nonsense', 'secret'], 'EVAL ?');
  check(['auth', 'user', 'secret'], 'AUTH ?');
  check(['hello', 3, 'AUTH', 'user', 'secret'], 'HELLO ?');
  check(['config', 'SET', 'requirepass', 'secret'], 'CONFIG SET ?');
  check(['acl', 'SETUSER', 'joe', '>secret'], 'ACL SETUSER ?');
  check(['migrate', 'host', 1, 'key', 0, 10, 'AUTH', 'secret'], 'MIGRATE ?');
  check(['echo', 'secret'], 'ECHO ?');
  check(['new.command', 'secret'], 'NEW.COMMAND ?');
  check(['ping'], 'PING');
  check(['get', 'with blank'], 'GET "with blank"');
  check(['get', ''], 'GET ""');
  check(['get', Buffer.from('bytes')], 'GET bytes');
  check(['get', { an: 'object' }], 'GET ?');
  check(['incrby', 'n', 5n], 'INCRBY n 5');
});

test('long arguments and long commands are cut', () => {
  const longest = 'k'.repeat(MAX_ARGUMENT_LENGTH);
  expect(commandText('get', [longest])).toBe(`GET ${longest}`);
  expect(commandText('get', [`${longest}k`])).toBe(`GET ${longest}…`);
  const keys = Array.from({ length: 1000 }, (_, index) => `key:${index}`);
  expect(commandText('del', keys)).toHaveLength(MAX_TEXT_LENGTH);
});

test('a batch', () => {
  const commands = [
    { name: 'get', args: ['a'] },
    { name: 'set', args: ['b', 'secret'] },
  ];
  expect(batchText(commands)).toBe('GET a; SET b ?');
  expect(batchText(Array.from({ length: 1000 }, () => commands[0]))).toHaveLength(MAX_TEXT_LENGTH);
});
