import { expect, test } from 'vitest';
import { answerChallenge } from './vnc-authentication.ts';

test('DES with a mirrored key: the test vectors of NIST, whose keys are mirrored here', () => {
  // SP 500-20: these keys with a block of zeros but for one bit, or the other way round.
  const check = (key: string, block: string, expected: string): void => {
    const password = Buffer.from(Buffer.from(key, 'hex').map(mirror)).toString('latin1');
    expect(answerChallenge(Buffer.from(block, 'hex'), password).toString('hex')).toBe(expected);
  };
  check('0101010101010101', '8000000000000000', '95f8a5e5dd31d900');
  check('0101010101010101', '4000000000000000', 'dd7f121ca5015619');
  check('8001010101010101', '0000000000000000', '95a8d72813daa94d');
});

function mirror(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2);
}
