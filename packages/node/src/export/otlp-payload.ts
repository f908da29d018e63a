import { promisify } from 'node:util';
import type { OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { RUNTIME_VERSION } from '../version.ts';
import type { EncodedBatch } from './encoded-batch.ts';

/** A body and the headers that describe it. */
export interface Payload {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** The specification wants the exporter's name; a distribution stands in front of it. */
export const USER_AGENT = `throughline-node/${RUNTIME_VERSION} OTel-OTLP-Exporter-JavaScript/${RUNTIME_VERSION}`;

/** The batch as the configured protocol and compression want it. */
export async function encodePayload(batch: EncodedBatch, configuration: OtlpExporterConfiguration): Promise<Payload> {
  const isJson = configuration.protocol === 'http/json';
  const plain = isJson ? await encodeJson(batch.bytes, configuration.signal) : batch.bytes;
  const headers = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' };
  if (configuration.compression !== 'gzip') return { body: plain, headers };
  return { body: await gzip(plain), headers: { ...headers, 'content-encoding': 'gzip' } };
}

/** Decoded and written again, off the span path: whoever asks for JSON pays for it, and nobody else does. */
export async function encodeJson(bytes: Uint8Array, signal?: 'logs'): Promise<Uint8Array> {
  const { encodeLogsJson, encodeTracesJson } = await import('@throughline/wire/decode');
  return signal === 'logs' ? encodeLogsJson(bytes) : encodeTracesJson(bytes);
}

/** Compresses on Node's thread pool. */
export function gzip(bytes: Uint8Array): Promise<Buffer> {
  const zlib = process.getBuiltinModule('node:zlib');
  return promisify(zlib.gzip)(bytes);
}

/** Why a body may not be sent, if so. */
export function findOversize(bytes: number, maxRequestBytes: number): string | undefined {
  if (bytes <= maxRequestBytes) return undefined;
  return `request too large: got ${bytes} bytes, need at most ${maxRequestBytes}`;
}
