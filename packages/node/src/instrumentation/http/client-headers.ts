// Headers of a ClientRequest. Usually they are in a map until the request is sent. But where they came as an array, or
// name `Expect`, Node has written the head as one text before it tells anybody of the request:
//
//   headers: ['a', 'b']           request._header = 'GET / HTTP/1.1\r\na: b\r\n…\r\n\r\n', not sent
//   headers: { Expect: '…' }      the same, and a copy of it waits in request.outputData[0]
//
// Nothing of it can have left yet: the channel is published inside the constructor, and the socket is handed over in a
// later tick. So the text is changed where it stands, in Node 22.15 to 26 alike. The alternative would be to wrap the
// constructor's callee `_storeHeader`, which every server response goes through too.
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import type { HeaderWriter } from './client-spans.ts';

/** What Node keeps of a head that is written. */
interface WrittenHead {
  _header: string | null;
  _headerSent: boolean;
  readonly outputData: { data: unknown }[];
  outputSize: number;
}

/** Writes headers to a request that has just been created. */
export const REQUEST_HEADERS: HeaderWriter<ClientRequest> = {
  set(request, name, value) {
    // Fast path: the headers are still a map. `headersSent` says only that the head is a text.
    if (!request.headersSent) request.setHeader(name, value);
    else setWrittenHeader(request, name, value);
  },
  remove(request, name) {
    if (request.headersSent) changeHead(request, (head) => withoutHeader(head, name));
    else if (request.hasHeader(name)) request.removeHeader(name);
  },
};

/** Every header of a request, names in lower case. */
export function readRequestHeaders(request: ClientRequest): OutgoingHttpHeaders {
  const headers = request.getHeaders();
  const { _header: head } = request as unknown as WrittenHead;
  // A head from an array is nowhere but in its text.
  return Object.keys(headers).length > 0 || typeof head !== 'string' ? headers : parseHead(head);
}

function setWrittenHeader(request: ClientRequest, name: string, value: string): void {
  // The same check as in `setHeader`: a line break here would be another request. Node has loaded the module already.
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  validateHeaderName(name);
  validateHeaderValue(name, value);
  changeHead(request, (head) => `${withoutHeader(head, name).slice(0, -2)}${name}: ${value}\r\n\r\n`);
}

function changeHead(request: ClientRequest, change: (head: string) => string): void {
  const written = request as unknown as WrittenHead;
  const { _header: head } = written;
  if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return;
  const changed = change(head);
  if (written._headerSent) {
    const waiting = written.outputData[0];
    if (waiting?.data !== head) return;
    waiting.data = changed;
    written.outputSize += changed.length - head.length;
  }
  written._header = changed;
}

function withoutHeader(head: string, name: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return head.replace(new RegExp(`\\r\\n${escaped}:[^\\r\\n]*`, 'gi'), '');
}

function parseHead(head: string): OutgoingHttpHeaders {
  const headers = Object.create(null) as Record<string, string[]>;
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) (headers[line.slice(0, colon).toLowerCase()] ??= []).push(line.slice(colon + 1).trim());
  }
  return headers;
}
