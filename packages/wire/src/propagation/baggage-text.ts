// Percent-encoding of baggage values (RFC 3986, section 2.1, on UTF-8). Not `encodeURIComponent`: that also encodes what
// the grammar allows (`/`, `:`, `=` …), and a header that was received at the limit could not be passed on.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const PERCENT = 0x25;

// baggage-octet without `%`: printable ASCII but space, double quote, comma, semicolon and backslash.
const safeInValue = tableOf((code) => code > 0x20 && code < 0x7f && !'%",;\\'.includes(String.fromCharCode(code)));

// Properties are in the form of the header already: their delimiters, spaces and percent signs stay.
const safeInMetadata = tableOf((code) => code >= 0x20 && code < 0x7f && !'",\\'.includes(String.fromCharCode(code)));

function tableOf(isSafe: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (isSafe(code) ? 1 : 0));
}

/** Percent-encodes what may not stand in a baggage value or in its metadata. A lone surrogate becomes U+FFFD. */
export function formatBaggageText(text: string, part: 'value' | 'metadata'): string {
  const safe = part === 'value' ? safeInValue : safeInMetadata;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f || safe[code] === 0) return encodeText(text, safe);
  }
  return text;
}

function encodeText(text: string, safe: Uint8Array): string {
  let encoded = '';
  for (const byte of encoder.encode(text)) {
    if (byte < 0x80 && safe[byte] === 1) encoded += String.fromCharCode(byte);
    else encoded += `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`;
  }
  return encoded;
}

/**
 * Decodes the percent-encoding of a baggage value. Bytes that are not UTF-8 become U+FFFD; a `%` that no two hex digits
 * follow stays as it is.
 */
export function parseBaggageValue(text: string): string {
  if (!text.includes('%')) return text;
  const source = encoder.encode(text);
  const decoded = new Uint8Array(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index++) {
    const byte = source[index] === PERCENT ? hexByteAt(source, index + 1) : -1;
    decoded[length++] = byte === -1 ? source[index] : byte;
    if (byte !== -1) index += 2;
  }
  return decoder.decode(decoded.subarray(0, length));
}

function hexByteAt(source: Uint8Array, index: number): number {
  const high = hexDigit(source[index]);
  const low = hexDigit(source[index + 1]);
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
