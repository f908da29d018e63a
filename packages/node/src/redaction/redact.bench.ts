// node --conditions=throughline-source redact.bench.ts
import { bench, do_not_optimize, run, summary } from 'mitata';
import { cleanText } from './clean-text.ts';
import { redactText } from './redact.ts';
import { classifyKey } from './sensitive-keys.ts';

const TEXTS = {
  route: '/users/:id/orders/:order',
  path: '/api/v1/customers/12345/orders/98765',
  host: 'orders.internal.example.com',
  id: '0af76519-16cd-43dd-8448-eb211c80319c',
  prose: 'connect ECONNREFUSED 127.0.0.1:5432 while opening the pool',
  URL: 'https://api.example.com/v1/users?page=2&sort=name',
  SQL: 'SELECT id, name FROM users WHERE id = $1 AND tenant = $2 LIMIT 20',
  'user agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
};

const SECRET = 'https://api.example.com/v1/users?page=2&access_token=abcdefgh';

/** How many different texts of a kind come in turn: more than are remembered. */
const VARIANTS = 4096;

for (const [name, text] of Object.entries(TEXTS)) {
  summary(() => {
    bench(`${name}, ${text.length} characters, again`, () => do_not_optimize(redactText(text)));
    const variants = Array.from({ length: VARIANTS }, (_, index) => vary(text, index));
    let next = 0;
    bench(`${name}, ${text.length} characters, always another`, () => {
      do_not_optimize(redactText(variants[next++ & (VARIANTS - 1)]));
    });
  });
}

/** Another text of the same length, in one piece as texts from outside are. */
function vary(text: string, index: number): string {
  return Buffer.from(text.slice(0, -4) + String(index).padStart(4, '0')).toString('latin1');
}

bench('with a secret', () => do_not_optimize(redactText(SECRET)));
bench('cleanText, again', () => do_not_optimize(cleanText(TEXTS.URL, 4096)));
bench('classifyKey', () => do_not_optimize(classifyKey('http.response.status_code')));

await run();
