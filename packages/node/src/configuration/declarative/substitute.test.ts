import { expect, test } from 'vitest';
import { substitute } from './substitute.ts';

const environment = {
  STRING_VALUE: 'value',
  FLOAT_VALUE: '1.1',
  INVALID_MAP_VALUE: 'value\nkey:value',
  DO_NOT_REPLACE_ME: 'Never use this value',
  REPLACE_ME: '${DO_NOT_REPLACE_ME}',
  VALUE_WITH_ESCAPE: 'value$$',
  EMPTY: '',
  env: 'named env',
  _1: 'underscore',
};

// The first part is the table of the specification.
test.each([
  ['${STRING_VALUE}', 'value'],
  ['${env:STRING_VALUE}', 'value'],
  ['foo ${STRING_VALUE} ${FLOAT_VALUE}', 'foo value 1.1'],
  ['${INVALID_MAP_VALUE}', 'value\nkey:value'],
  ['${UNDEFINED_KEY}', ''],
  ['${UNDEFINED_KEY:-fallback}', 'fallback'],
  ['${REPLACE_ME}', '${DO_NOT_REPLACE_ME}'],
  ['${UNDEFINED_KEY:-${STRING_VALUE}}', '${STRING_VALUE}'],
  ['$${STRING_VALUE}', '${STRING_VALUE}'],
  ['$$${STRING_VALUE}', '$value'],
  ['$$$${STRING_VALUE}', '$${STRING_VALUE}'],
  ['$${STRING_VALUE:-fallback}', '${STRING_VALUE:-fallback}'],
  ['$${STRING_VALUE:-${STRING_VALUE}}', '${STRING_VALUE:-value}'],
  ['${UNDEFINED_KEY:-$${UNDEFINED_KEY}}', '${UNDEFINED_KEY:-${UNDEFINED_KEY}}'],
  ['${VALUE_WITH_ESCAPE}', 'value$$'],
  ['a $$ b', 'a $ b'],
  ['a $ b', 'a $ b'],
  // Beyond it.
  ['${EMPTY:-fallback}', 'fallback'],
  ['${EMPTY}', ''],
  ['${STRING_VALUE:-}', 'value'],
  ['${UNDEFINED_KEY:-}', ''],
  ['${UNDEFINED_KEY:-a:-b c}', 'a:-b c'],
  ['${env:UNDEFINED_KEY:-fallback}', 'fallback'],
  ['${env}', 'named env'],
  ['${env:-x}', 'named env'],
  ['${_1}', 'underscore'],
  ['${', '${'],
  ['${}', '${}'],
  ['', ''],
])('%j is %j', (text, expected) => {
  expect(substitute(text, environment)).toBe(expected);
});

test.each(['${STRING_VALUE:?error}', '${1API_KEY}', '${API_$KEY}', '${sys:user.home}', '${ STRING_VALUE}', '${A-B}'])(
  '%j is an error',
  (text) => {
    expect(() => substitute(`x ${text}`, environment)).toThrow(
      `got ${JSON.stringify(text)}, need \${NAME} or \${NAME:-default}`,
    );
  },
);
