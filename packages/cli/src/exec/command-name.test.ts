import { expect, test } from 'vitest';
import { commandName, isShellLine } from './command-name.ts';

test('the name of a command has no path and no arguments', () => {
  const check = (command: readonly string[], name: string, shell: boolean): void =>
    expect([commandName(command), isShellLine(command)]).toEqual([name, shell]);
  check(['npm', 'test'], 'npm', false);
  check(['/usr/bin/curl', '-u', 'me:secret'], 'curl', false);
  check(['make'], 'make', false);
  check(['npm ci && npm test'], 'npm', true);
  check(['TOKEN=secret CI=1 ./deploy.sh --now'], 'deploy.sh', true);
  check(['(cd x; make)'], 'cd', true);
  check(['"/opt/my tool" x'], 'my', true);
  check(['A=1 '], 'sh', true);
  check(['$TOOL'], '$TOOL', true);
});
