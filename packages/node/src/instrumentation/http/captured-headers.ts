import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Span } from '../../trace/span.ts';

/**
 * Sets the configured headers as attributes, `http.<side>.header.<name>`, each a list as the semantic conventions want.
 * Values go through the redaction like any other attribute: a cookie stays hidden even where its header was asked for.
 */
export function captureHeaders(
  span: Span,
  side: 'request' | 'response',
  { names, headers }: { names: readonly string[]; headers: IncomingHttpHeaders | OutgoingHttpHeaders },
): void {
  for (const name of names) {
    const value = headers[name];
    if (value === undefined) continue;
    span.setAttribute(`http.${side}.header.${name}`, Array.isArray(value) ? value.map(String) : [String(value)]);
  }
}
