import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { HARMLESS_KEYS, HARMLESS_TEXTS, PLANTED_SECRETS, SENSITIVE_KEYS } from './fixtures/secrets.ts';
import { configureTextRedaction, forgetHarmlessTexts, redactText } from './redact.ts';
import { redactUrlQuery } from './redact-url-query.ts';
import { TOKEN_PATTERNS } from './token-patterns.ts';
import { classifyKey, configureSensitiveKeys, PLAIN_KEY, SECRET_KEY, SENSITIVE_KEY } from './sensitive-keys.ts';

afterEach(() => {
  configureSensitiveKeys(true);
  configureTextRedaction(true);
});

function leaks(text: string, secret: string): boolean {
  const half = secret.length >> 1;
  const halves = secret.length < 12 ? [] : [secret.slice(0, half), secret.slice(half)];
  return [secret, ...halves].some((piece) => text.includes(piece));
}

test.each(PLANTED_SECRETS)('hides: $name', ({ text, secrets }) => {
  for (const secret of secrets) expect(leaks(text, secret), 'the secret is there at first').toBe(true);
  const clean = redactText(text);
  for (const secret of secrets) expect(leaks(clean, secret), clean).toBe(false);
  expect(clean).toContain('[REDACTED]');
});

test('a planted secret is hidden wherever in a text it stands', () => {
  for (const { name, text, secrets } of PLANTED_SECRETS) {
    // Some are known by the start of their line, as headers and statements are.
    const surrounded = redactText(`first line, a = 1\n${text}\nlast line, b = 2`);
    for (const secret of secrets) expect(leaks(surrounded, secret), `${name}: ${surrounded}`).toBe(false);
    expect(surrounded.startsWith('first line, a = 1\n'), name).toBe(true);
  }
});

test('redacting twice changes nothing more', () => {
  for (const { name, text } of PLANTED_SECRETS) {
    const once = redactText(text);
    expect(redactText(once), name).toBe(once);
  }
});

test('keeps what is no secret', () => {
  for (const text of HARMLESS_TEXTS) {
    expect(redactText(text)).toBe(text);
    // And again, from the memory of harmless texts.
    expect(redactText(text)).toBe(text);
  }
});

test('keeps everything around a secret', () => {
  const check = (text: string, clean: string): void => expect(redactText(text)).toBe(clean);
  check('https://a:b@host/p?x=1&sig=abc&y=2#top', 'https://[REDACTED]@host/p?x=1&sig=[REDACTED]&y=2#top');
  check('a=1&token=abc&b=2', 'a=1&token=[REDACTED]&b=2');
  check('{"password":"abc","n":1}', '{"password":"[REDACTED]","n":1}');
  check('{"secrets":["a","b"],"n":1}', '{"secrets":[REDACTED],"n":1}');
  check('{password=abc, port=1}', '{password=[REDACTED], port=1}');
  check('f(password=abc)', 'f(password=[REDACTED])');
  check('Server=a;Password=b c d;Uid=sa', 'Server=a;Password=[REDACTED];Uid=sa');
  check('Server=a; Password=b c', 'Server=a; Password=[REDACTED]');
  check('Pwd=a;b;Uid=sa', 'Pwd=[REDACTED];Uid=sa');
  check('password=a&b c', 'password=[REDACTED] c');
  check("SET x = 1, password = 'it''s', y = 2", "SET x = 1, password = '[REDACTED]', y = 2");
  check('user: bob\npassword: abc\nport: 1', 'user: bob\npassword: [REDACTED]\nport: 1');
  check('Cookie: a=1; b=2\nAccept: */*', 'Cookie: [REDACTED]\nAccept: */*');
  check("curl -H 'Cookie: a=1; b=2' https://x", "curl -H 'Cookie: [REDACTED]' https://x");
  check('mysql -u root -phunter2 app', 'mysql -u root -p[REDACTED] app');
  check('app --token abc --port 80', 'app --token [REDACTED] --port 80');
  check('/a?authorization=Bearer%20abc&x=1', '/a?authorization=[REDACTED]&x=1');
  check('X-Auth-Token: Bearer abc\nHost: a', 'X-Auth-Token: [REDACTED]\nHost: a');
  check('Bearer abcdef1234567890 was bad', 'Bearer [REDACTED] was bad');
  check('<a><secret>x</secret><b>y</b></a>', '<a><secret>[REDACTED]</secret><b>y</b></a>');
  check('?next=%2Fa%3Ftoken%3Dabc%26b%3D1&c=2', '?next=%2Fa%3Ftoken%3D[REDACTED]%26b%3D1&c=2');
});

test('examines texts from 6 characters on', () => {
  expect(redactText('pwd=ab')).toBe('pwd=[REDACTED]');
  expect(redactText('pwd=a')).toBe('pwd=a');
});

test('can be turned off', () => {
  configureSensitiveKeys(false);
  configureTextRedaction(false);
  for (const { text } of PLANTED_SECRETS) expect(redactText(text)).toBe(text);
  for (const key of SENSITIVE_KEYS) expect(classifyKey(key)).toBe(PLAIN_KEY);
});

test('takes further patterns and keys, also for what was harmless before', () => {
  expect(redactText('customer 4711-0815 called')).toBe('customer 4711-0815 called');
  expect(redactText('?badge=4711')).toBe('?badge=4711');
  expect(classifyKey('employee.badge')).toBe(PLAIN_KEY);
  configureSensitiveKeys(true, ['employee.badge', 'Badge']);
  configureTextRedaction(true, [/\d{4}-\d{4}/, /called/g]);
  expect(redactText('customer 4711-0815, 1234-5678 called, called')).toBe(
    'customer [REDACTED], [REDACTED] [REDACTED], [REDACTED]',
  );
  expect(redactText('?badge=4711&x=1')).toBe('?badge=[REDACTED]&x=1');
  expect(['employee.badge', 'employeeBadge', 'EMPLOYEE_BADGE', 'badge'].map(classifyKey)).toEqual([
    SENSITIVE_KEY,
    SENSITIVE_KEY,
    SENSITIVE_KEY,
    SENSITIVE_KEY,
  ]);
});

test('tells keys with a secret value, keys that are one, and others', () => {
  for (const key of SENSITIVE_KEYS) expect(classifyKey(key), key).toBe(SENSITIVE_KEY);
  for (const key of HARMLESS_KEYS) expect(classifyKey(key), key).toBe(PLAIN_KEY);
  const token = PLANTED_SECRETS.find(({ name }) => name === 'GitHub token')?.secrets[0] as string;
  expect(classifyKey(token)).toBe(SECRET_KEY);
  expect(classifyKey(`by.${token}`)).toBe(SECRET_KEY);
  // More keys than are remembered: the answers stay right.
  for (let index = 0; index < 3000; index++) expect(classifyKey(`dynamic.${index}`)).toBe(PLAIN_KEY);
  expect(classifyKey('password')).toBe(SENSITIVE_KEY);
});

test('a URL keeps everything but its secrets', () => {
  const check = (url: string, clean: string): void => expect(redactUrlQuery(url)).toBe(clean);
  check('/', '/');
  check('/users/42', '/users/42');
  check('/a?b=1', '/a?b=1');
  check('?token=abc', '?token=[REDACTED]');
  check('?id=7&api_key=abc&x=', '?id=7&api_key=[REDACTED]&x=');
  check('http://u:p@h/', 'http://[REDACTED]@h/');
  const { text, secrets } = PLANTED_SECRETS.find(({ name }) => name === 'JWT in a path') as (typeof PLANTED_SECRETS)[0];
  expect(secrets.some((secret) => redactUrlQuery(text).includes(secret))).toBe(false);
});

test('remembering texts does not mix them up', () => {
  // Same length, same middle, same end: one slot for both.
  const harmless = 'xxx=abcdefg';
  const secret = 'pwd=abcdefg';
  expect(redactText(harmless)).toBe(harmless);
  expect(redactText(secret)).toBe('pwd=[REDACTED]');
  expect(redactText(harmless)).toBe(harmless);
  forgetHarmlessTexts();
  expect(redactText(harmless)).toBe(harmless);
});

test('in any order, one secret does not hide another from being found', () => {
  // What is cut off inside of a quote takes the next lines for its own.
  const whole = PLANTED_SECRETS.filter(({ name }) => !name.includes('cut off'));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...whole), { minLength: 2, maxLength: 6 }), (planted) => {
      const clean = redactText(planted.map(({ text }) => text).join('\n'));
      for (const { secrets } of planted) for (const secret of secrets) expect(leaks(clean, secret), clean).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

const pieces = [...PLANTED_SECRETS.map(({ text }) => text), ...HARMLESS_TEXTS, ...'"\'\\=:{[()]}@<> \n'];

test('no mixture of texts makes it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
      expect(typeof redactText(parts.join(''))).toBe('string');
    }),
    { numRuns: 3000 },
  );
});

/** Texts of 1 MiB made for patterns that go back, or look ahead again and again: each would take minutes then. */
const HOSTILE = [
  'eyJ',
  'eyJa.',
  'eyJ-eyJ.',
  'sk-',
  'sk-sk-aaaaaaaaaaaaaaaaaaaa',
  'ghp_',
  'a-',
  'aaaaaaaaaaaaaaaaaaaaaaaa ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY----- ',
  '://',
  '://a:a@',
  'redis://a:',
  'redis://a:b ',
  'a:b@',
  'user:pass',
  '=',
  ':',
  'a=',
  'token=',
  'token= ',
  'token:',
  'token: (',
  'token: a(',
  'code=[',
  'code=(',
  'code=a(',
  'callback code=(',
  'key=a',
  'key=a-1',
  'pwd=/',
  'pwd=/(',
  'password={',
  'password={}',
  'password=,',
  'password=,a',
  'password="',
  'password=\\"',
  'password=`\'"',
  'password',
  'password ',
  "password '",
  "password (' ",
  '"',
  '\\',
  '\\"',
  '%3D',
  'token%3D',
  'token%3d ',
  'cookie:',
  'authorization:"',
  'Bearer ',
  'bearer\t',
  'Basic ',
  'Basic aaaa',
  ' --password',
  ' --password "',
  ' -a',
  'mysql ',
  'mysql -',
  'curl -u',
  'ldapsearch -w ',
  '<a>',
  '<a b',
  '<password>',
  '<password>a</',
  '</a',
  '/api/webhooks/',
  'hooks.slack.com/a/',
  '1234567890:AA',
  'SG.',
  'a.SG.aaaaaaaaaaaaaaaa.',
  'AGE-SECRET-KEY-1',
  ' ',
  '\n',
  '\u{1f511}',
];

test.each(HOSTILE)('takes no longer than the text is long: %j', (piece) => {
  const text = `callback&state=1 ${piece.repeat(Math.ceil(2 ** 20 / piece.length))}"`;
  expect(typeof redactText(text)).toBe('string');
});

test('the documentation names every kind of token', () => {
  const page = readFileSync(new URL('../../../../docs/redaction.md', import.meta.url), 'utf8');
  const cells = page.split('\n').map((line) => line.replace(/^\| (.*?) +\|$/, '$1'));
  for (const { name } of TOKEN_PATTERNS) expect(cells).toContain(name);
});
