import type { IncomingHttpHeaders } from 'node:http';
import type { HeaderWriter } from '../http/client-spans.ts';
import type { CoreRequest } from './request.ts';

/** Writes headers to a request that undici has not sent yet: `[name, value, …]`. */
export const REQUEST_HEADERS: HeaderWriter<CoreRequest> = {
  set(request, name, value) {
    removeHeader(request.headers, name);
    request.addHeader(name, value);
  },
  remove(request, name) {
    removeHeader(request.headers, name);
  },
};

function removeHeader(headers: CoreRequest['headers'], name: string): void {
  for (let index = headers.length - 2; index >= 0; index -= 2) {
    const known = headers[index] as string;
    if (known.length === name.length && known.toLowerCase() === name.toLowerCase()) headers.splice(index, 2);
  }
}

type RawHeaders = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Headers of a request or response by name in lower case. Undici hands them over as texts, buffers, or a map. */
export function readHeaders(headers: RawHeaders): IncomingHttpHeaders {
  const list = Array.isArray(headers) ? (headers as readonly unknown[]) : Object.entries(headers).flat();
  const result = Object.create(null) as Record<string, string[]>;
  for (let index = 0; index + 1 < list.length; index += 2) {
    const values = (result[toText(list[index]).toLowerCase()] ??= []);
    const value = list[index + 1];
    if (Array.isArray(value)) values.push(...value.map(toText));
    else values.push(toText(value));
  }
  return result as IncomingHttpHeaders;
}

function toText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
