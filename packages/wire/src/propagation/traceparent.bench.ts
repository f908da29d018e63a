import { bench, do_not_optimize, run } from 'mitata';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { RemoteParent } from './traceparent.ts';

// Many different headers, each a flat one-byte string as an HTTP parser delivers it.
const headers = Array.from({ length: 256 }, () => {
  const hex = Array.from({ length: 48 }, () => Math.trunc(Math.random() * 16).toString(16)).join('');
  return Buffer.from(`00-${hex.slice(0, 32)}-${hex.slice(32)}-01`).toString('latin1');
});
const parents = headers.map((header) => parseTraceparent(header) as RemoteParent);
let next = 0;

bench('parseTraceparent', () => do_not_optimize(parseTraceparent(headers[next++ & 0xff])));
bench('formatTraceparent', () => do_not_optimize(formatTraceparent(parents[next++ & 0xff], 1)));

await run();
