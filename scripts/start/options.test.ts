import { expect, test } from 'vitest';
import { checkPorts, parseCommand } from './options.ts';

test('what is said, and what is not', () => {
  const check = (args: string, expected: object): void => expect(parseCommand(args.split(' '))).toMatchObject(expected);
  expect(parseCommand([])).toEqual({
    system: 'bmc',
    once: false,
    help: false,
    directory: '.throughline',
    ports: new Map(),
  });
  check('--once --data /tmp/x', { once: true, directory: '/tmp/x' });
  check('--port ui=0 --port manager=65535', {
    ports: new Map([
      ['ui', 0],
      ['manager', 65_535],
    ]),
  });
  check('--system naas', { system: 'naas' });
});

test('what cannot be used is named', () => {
  const check = (args: string, message: string): void => expect(() => parseCommand(args.split(' '))).toThrow(message);
  check('--system nope', 'cannot start nope: need one of bmc');
  check('--port ui=65536', 'cannot use the port ui=65536: need NAME=NUMBER');
  check('--port 3301', 'cannot use the port 3301: need NAME=NUMBER');
  check('--nonsense', "Unknown option '--nonsense'");
});

test('a port that the system does not have is named', () => {
  const check = (args: string): void => checkPorts(parseCommand(args.split(' ')), ['ui', 'manager']);
  expect(() => check('--port ui=0 --port manager=0')).not.toThrow();
  expect(() => check('--port ui=0 --port manger=0')).toThrow('cannot use the port manger: bmc has ui, manager');
});
