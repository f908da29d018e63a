import { describe, expect, it } from 'vitest';
import { decodeGrpcMessage, formatGrpcTimeout, toGrpcStatusName } from './grpc-status.ts';

describe('toGrpcStatusName', () => {
  it.each([
    ['0', 'OK'],
    ['16', 'UNAUTHENTICATED'],
    ['17', 'UNKNOWN'],
    ['-1', 'UNKNOWN'],
    ['1.5', 'UNKNOWN'],
    ['', 'UNKNOWN'],
    ['OK', 'UNKNOWN'],
  ])('%j is %s', (status, expected) => {
    expect(toGrpcStatusName(status)).toBe(expected);
  });
});

describe('decodeGrpcMessage', () => {
  it.each([
    ['plain', 'plain'],
    ['a%20b%25', 'a b%'],
    ['f%C3%BCr', 'für'],
    ['100% sure', '100% sure'],
    ['%4', '%4'],
    ['%ff', '%ff'],
  ])('%j is %j', (text, expected) => {
    expect(decodeGrpcMessage(text)).toBe(expected);
  });
});

describe('formatGrpcTimeout', () => {
  it.each([
    [1, '1m'],
    [10_000, '10000m'],
    [99_999_999, '99999999m'],
    [100_000_000, '100000S'],
    [100_000_001, '100001S'],
    [2_147_483_647, '2147484S'],
  ])('%i ms is %s', (timeoutMs, expected) => {
    expect(formatGrpcTimeout(timeoutMs)).toBe(expected);
  });
});
