import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.ts';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('describeError', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('boom'), 'boom'],
    ['an error without a message', withCode('', 'ECONNRESET'), 'ECONNRESET'],
    ['an error without anything', new Error(), 'connection failed'],
    ['errors of several addresses', new AggregateError([new Error('first'), new Error('second')]), 'first'],
    ['something else', 'text', 'text'],
    ['nothing', undefined, 'undefined'],
    ['several lines', new Error('a\n\tb\x1b[31m\n'), 'a b [31m'],
    ['a long text', new Error('x'.repeat(301)), `${'x'.repeat(300)}…`],
    [
      'an answer that is not HTTP',
      withCode('Parse Error', 'TL_HTTP_ANSWER'),
      'Parse Error; is this a port for OTLP over HTTP, as 4318 usually is?',
    ],
  ])('of %s', (_name, error, expected) => {
    expect(describeError(error)).toBe(expected);
  });
});
