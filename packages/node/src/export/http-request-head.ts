/** RFC 9110, 5.6.2: what a header's name may be made of. */
const NAME = /^[!#$%&'*+.^`|~\w-]+$/;
/** What may not stand in a header's value: it would end the header, or has no byte. */
const UNSAFE_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Headers that say how the message is framed: that is not for others to say. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The head of a POST of HTTP/1.1, up to its empty line. Later headers replace earlier ones, in whatever case.
 *
 * @throws where a name or value is no header.
 */
export function formatRequestHead(url: URL, ...headers: readonly Readonly<Record<string, string>>[]): string {
  const merged = new Map([['host', url.host]]);
  if (url.username !== '' || url.password !== '') merged.set('authorization', formatCredentials(url));
  for (const group of headers) {
    for (const [name, value] of Object.entries(group)) addHeader(merged, name.toLowerCase(), value);
  }
  const lines = Array.from(merged, ([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}`;
}

/** The end of a head: how long the body is. */
export function formatContentLength(length: number): string {
  return `content-length: ${length}\r\n\r\n`;
}

function addHeader(headers: Map<string, string>, name: string, value: string): void {
  if (!NAME.test(name)) throw new Error(`cannot set header: got name ${JSON.stringify(name)}, need a token`);
  if (UNSAFE_VALUE.test(value))
    throw new Error(`cannot set header ${name}: got a control character, need visible text`);
  if (!FRAMING.has(name)) headers.set(name, value);
}

function formatCredentials({ username, password }: URL): string {
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}
