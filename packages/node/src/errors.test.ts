import { expect, test } from 'vitest';
import { ThroughlineError } from './errors.ts';

test('an error has a name, a code, a text and a cause', () => {
  const cause = new Error('inner');
  const error = new ThroughlineError('TL_INVALID_OPTION', 'cannot use option "x": got 1, need text', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'ThroughlineError',
    code: 'TL_INVALID_OPTION',
    message: 'cannot use option "x": got 1, need text',
    cause,
  });
  expect(error.stack).toContain('errors.test.ts');
});
