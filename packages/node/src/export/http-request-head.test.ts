import { describe, expect, it } from 'vitest';
import { formatRequestHead } from './http-request-head.ts';

const head = (url: string, ...headers: Record<string, string>[]): string[] =>
  formatRequestHead(new URL(url), ...headers).split('\r\n');

describe('the head of a request', () => {
  it.each<[string, string, Record<string, string>[], string[]]>([
    ['the origin', 'http://a.example/v1?x=1#y', [], ['POST /v1?x=1 HTTP/1.1', 'host: a.example']],
    ['a port', 'https://a.example:4318', [], ['POST / HTTP/1.1', 'host: a.example:4318']],
    ['an IPv6 address', 'http://[::1]:1/', [], ['POST / HTTP/1.1', 'host: [::1]:1']],
    [
      'credentials of the URL',
      'http://user%40:p%C3%A4ss@h/',
      [],
      ['POST / HTTP/1.1', 'host: h', `authorization: Basic ${Buffer.from('user@:päss').toString('base64')}`],
    ],
    [
      'later headers instead of earlier ones',
      'http://user@h/',
      [{ Host: 'other', Authorization: 'x' }, { authorization: 'y' }],
      ['POST / HTTP/1.1', 'host: other', 'authorization: y'],
    ],
    [
      'no framing but our own',
      'http://h/',
      [{ 'Transfer-Encoding': 'chunked', 'content-length': '1', Connection: 'close', expect: '100-continue' }],
      ['POST / HTTP/1.1', 'host: h'],
    ],
    [
      'every character that a header may have',
      'http://h/',
      [{ "!#$%&'*+-.^_`|~0Az": '\t ~\x80\xff' }],
      ['POST / HTTP/1.1', 'host: h', "!#$%&'*+-.^_`|~0az: \t ~\x80\xff"],
    ],
  ])('has %s', (_name, url, headers, expected) => {
    expect(head(url, ...headers)).toEqual([...expected, '']);
  });

  it.each(['', 'a b', 'a:', 'ä', 'a\r\nb'])('has no header named %j', (name) => {
    expect(() => head('http://h/', { [name]: 'x' })).toThrow(/^cannot set header: got name /);
  });

  it.each(['a\nb', 'a\rb', '\0', '\x7f', '\u0100'])('has no header with %j', (value) => {
    expect(() => head('http://h/', { x: value })).toThrow(/^cannot set header x: got /);
  });
});
