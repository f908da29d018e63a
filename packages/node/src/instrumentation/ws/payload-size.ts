/** Bytes of what a WebSocket sends or receives as one message. 0 where they are not known without reading it. */
export function payloadSize(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return data.byteLength;
  if (Array.isArray(data)) return data.reduce<number>((sum, part) => sum + payloadSize(part), 0);
  if (data instanceof Blob) return data.size;
  return typeof data === 'number' ? String(data).length : 0;
}
