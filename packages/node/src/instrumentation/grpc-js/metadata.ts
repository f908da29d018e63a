import type { TextMapGetter } from '@opentelemetry/api';
import type { CarrierWriter } from '../../propagation/inject-w3c.ts';
import type { IncomingHttpHeaders } from 'node:http2';
import type { Metadata } from './call.ts';

/** Reads and writes the library's metadata. */
export const GRPC_METADATA: CarrierWriter<Metadata> & TextMapGetter<Metadata> = {
  set: (metadata, name, value) => metadata.set(name, value),
  remove: (metadata, name) => metadata.remove(name),
  get(metadata, name) {
    const values = metadata.get(name);
    return values.length === 1 ? String(values[0]) : values.map(String);
  },
  keys: (metadata) => Object.keys((metadata as Metadata & { getMap(): object }).getMap()),
};

/** Reads what becomes metadata. */
export const HTTP2_HEADERS: TextMapGetter<IncomingHttpHeaders> = {
  get: (headers, name) => headers[name],
  keys: (headers) => Object.keys(headers),
};
