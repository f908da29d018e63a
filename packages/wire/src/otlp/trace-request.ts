// ExportTraceServiceRequest { resource_spans=1 }
//   ResourceSpans { resource=1 scope_spans=2 schema_url=3 }
//   ScopeSpans { scope=1 spans=2 schema_url=3 }
import { appendBytes, appendString, appendVarint, closeMessage, sizeOfVarint } from '../protobuf/append.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { appendAttributes, boundOfAttributes } from './append-value.ts';

/** Encodes `ResourceSpans.resource` (or ResourceLogs', ResourceMetrics'), tag and length included. */
export function encodeResource(attributes: readonly unknown[]): Uint8Array {
  const chunk = new Chunk(16 + boundOfAttributes(attributes));
  chunk.bytes[0] = 0x0a;
  const end = appendAttributes(chunk.bytes, 2, 0x0a, attributes);
  chunk.closeAt(closeMessage(chunk.bytes, 2, end));
  return chunk.written();
}

/** Name, version and attributes of an instrumentation scope. */
export interface ScopeRecord {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  /** Keys and values in turn. */
  readonly attributes?: readonly unknown[];
}

/** Encodes `ScopeSpans.scope` and `ScopeSpans.schema_url`, tags and lengths included. */
export function encodeScope(scope: ScopeRecord): Uint8Array {
  const { name, version = '', schemaUrl = '', attributes = [] } = scope;
  const texts = 3 * (name.length + version.length + schemaUrl.length);
  const chunk = new Chunk(64 + texts + boundOfAttributes(attributes));
  const { bytes } = chunk;
  bytes[0] = 0x0a;
  bytes[2] = 0x0a;
  let end = appendString(bytes, 3, name);
  if (version !== '') {
    bytes[end] = 0x12;
    end = appendString(bytes, end + 1, version);
  }
  end = closeMessage(bytes, 2, appendAttributes(bytes, end, 0x1a, attributes));
  if (schemaUrl !== '') {
    bytes[end] = 0x1a;
    end = appendString(bytes, end + 1, schemaUrl);
  }
  chunk.closeAt(end);
  return chunk.written();
}

/** The spans of one scope: its header from `encodeScope`, and spans from `appendSpan`. */
export interface ScopeSpans {
  readonly header: Uint8Array;
  readonly spans: Uint8Array;
}

/** Joins the parts to one ExportTraceServiceRequest with a single copy. `resource` comes from `encodeResource`. */
export function joinTraceRequest(resource: Uint8Array, scopes: readonly ScopeSpans[]): Uint8Array {
  let content = resource.length;
  for (const { header, spans } of scopes) content += sizeOfField(header.length + spans.length);
  const bytes = Buffer.allocUnsafeSlow(sizeOfField(content));
  bytes[0] = 0x0a;
  let pos = appendVarint(bytes, 1, content);
  pos = appendBytes(bytes, pos, resource);
  for (const { header, spans } of scopes) {
    bytes[pos] = 0x12;
    pos = appendVarint(bytes, pos + 1, header.length + spans.length);
    pos = appendBytes(bytes, appendBytes(bytes, pos, header), spans);
  }
  return bytes;
}

function sizeOfField(length: number): number {
  return 1 + sizeOfVarint(length) + length;
}
