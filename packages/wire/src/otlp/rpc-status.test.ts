import { expect, test } from 'vitest';
import { decodeRpcStatus, encodeRpcStatus, formatRpcStatusJson, parseRpcStatusJson } from './rpc-status.ts';

test.each([undefined, 0, 1, 999, 1000, 1500, 30_000, 86_400_000])(
  'a status with a delay of %s ms comes back',
  (delay) => {
    const status = { code: 8, message: 'journal is full', retryDelayMs: delay };
    expect(decodeRpcStatus(encodeRpcStatus(status))).toEqual(status);
    expect(parseRpcStatusJson(formatRpcStatusJson(status))).toEqual(status);
  },
);

test('an empty status', () => {
  const empty = { code: 0, message: '', retryDelayMs: undefined };
  expect(decodeRpcStatus(new Uint8Array(0))).toEqual(empty);
  expect(parseRpcStatusJson('{}')).toEqual(empty);
});

/** google.rpc.Status { code=14 details=[Any { type_url, value }] } */
function statusWith(typeUrl: string, valueHex: string): Uint8Array {
  const value = Buffer.from(valueHex, 'hex');
  const url = Buffer.from(typeUrl);
  const any = Buffer.concat([Buffer.from([0x0a, url.length]), url, Buffer.from([0x12, value.length]), value]);
  return Buffer.concat([Buffer.from([0x08, 14, 0x1a, any.length]), any]);
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

test.each([
  ['seconds and nanoseconds', RETRY_INFO, '0a06080110c0843d', 1001],
  ['another host', 'example.com/google.rpc.RetryInfo', '0a020802', 2000],
  ['no delay', RETRY_INFO, '', undefined],
  ['an empty delay', RETRY_INFO, '0a00', 0],
  ['another detail', 'type.googleapis.com/google.rpc.Help', '0a020802', undefined],
  ['a malformed detail', RETRY_INFO, '0a05', undefined],
])('reads a detail with %s', (_, typeUrl, value, expected) => {
  const bytes = statusWith(typeUrl, value);
  expect(decodeRpcStatus(bytes)).toEqual({ code: 14, message: '', retryDelayMs: expected });
});

test.each<[unknown, number | undefined]>([
  [[{ '@type': RETRY_INFO, retryDelay: '3.5s' }], 3500],
  [[{ '@type': RETRY_INFO, retryDelay: '3s' }], 3000],
  [[{ '@type': RETRY_INFO, retryDelay: '0.001s' }], 1],
  [[null, { '@type': 'other' }, { '@type': RETRY_INFO, retryDelay: '1s' }], 1000],
  [[{ '@type': RETRY_INFO, retryDelay: '3.5' }], undefined],
  [[{ '@type': RETRY_INFO, retryDelay: 3 }], undefined],
  [[{ '@type': RETRY_INFO, retryDelay: '1e9s' }], undefined],
  [[{ '@type': RETRY_INFO }], undefined],
  [[{ '@type': 1, retryDelay: '3s' }], undefined],
  ['text', undefined],
  [null, undefined],
])('reads the JSON details %j', (details, expected) => {
  expect(parseRpcStatusJson({ code: 14, message: 'm', details }).retryDelayMs).toBe(expected);
});

test('refuses what is no status', () => {
  expect(() => decodeRpcStatus(Buffer.from('Service Unavailable'))).toThrow(
    expect.objectContaining({ name: 'WireError' }),
  );
  for (const text of ['', '[]', 'null', '{"code": "x"}', '{"message": 1}']) {
    expect(() => parseRpcStatusJson(text)).toThrow(expect.objectContaining({ code: 'TL_WIRE_JSON' }));
  }
});
