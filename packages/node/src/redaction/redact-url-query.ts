import { redactText } from './redact.ts';

/** URLs and paths shorter than this, without query and user, have no room for a secret. */
const SHORTEST_WITH_SECRET = 24;

/** A URL, a path or a query (from its `?` on) with every secret in it replaced and everything else kept. */
export function redactUrlQuery(url: string): string {
  // Fast path: nowhere to put a secret.
  if (url.length < SHORTEST_WITH_SECRET && !url.includes('?') && !url.includes('@')) return url;
  return redactText(url);
}
