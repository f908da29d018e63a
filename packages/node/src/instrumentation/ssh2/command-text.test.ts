import { describe, expect, test } from 'vitest';
import { commandText, MAX_COMMAND_LENGTH } from './command-text.ts';

describe('remote commands', () => {
  const check = (command: string, expected: string): void => {
    test(command, () => expect(commandText(command)).toBe(expected));
  };
  check('show version', 'show version');
  check('  df   -h /var ', 'df -h /var');
  check('cat /etc/hosts | grep local', 'cat /etc/hosts | grep local');
  check('mysql --password s3cret -e 1', 'mysql --password ?');
  check('mysql --password=s3cret -e 1', 'mysql --password=?');
  check('mysql -ps3cret db', 'mysql -p?');
  check('curl -u joe:s3cret https://host', 'curl -u ?');
  check('PGPASSWORD=s3cret psql', 'PGPASSWORD=?');
  check('LANG=C PGPASSWORD=s3cret psql', 'LANG=? PGPASSWORD=?');
  check('enable secret 5 s3cret', 'enable secret ?');
  check('username joe password 0 s3cret', 'username joe password ?');
  check('snmp-server community s3cret RO', 'snmp-server community ?');
  check('curl -H Authorization:s3cret', 'curl -H Authorization?');
  check('tacacs-server key s3cret', 'tacacs-server key ?');
  check('show keys', 'show keys');
  check('', '');
});

test('a long command is cut', () => {
  expect(commandText(`echo ${'x'.repeat(1000)}`)).toHaveLength(MAX_COMMAND_LENGTH);
});
