import { expect, test } from 'vitest';
import { framed, noise } from '../fixtures/records.ts';
import { MAX_RECORD_BYTES, isIntact, readRecord, sizeOfRecord } from './record.ts';

// Around the lengths at which the varint becomes longer: the content is 6 bytes longer than the request.
test.each([0, 1, 121, 122, 16_377, 16_378, 2_097_145, 2_097_146])('a request of %i bytes', (length) => {
  const request = noise(length);
  const bytes = framed(request, request);
  expect(bytes.length).toBe(2 * sizeOfRecord(request));
  const first = readRecord(bytes, 0)!;
  expect(first).toMatchObject({ start: 0, end: sizeOfRecord(request) });
  expect(Buffer.compare(first.request, request)).toBe(0);
  expect(isIntact(bytes, first)).toBe(true);
  const second = readRecord(bytes, first.end)!;
  expect(second.end).toBe(bytes.length);
  expect(isIntact(bytes, second)).toBe(true);
});

test('a record that is not whole is none', () => {
  const bytes = framed(noise(300));
  for (let end = 0; end < bytes.length; end++) expect(readRecord(bytes.subarray(0, end), 0)).toBeUndefined();
});

test('bytes outside of a view are not looked at', () => {
  const bytes = framed(noise(30));
  const view = Buffer.concat([noise(5), bytes, noise(5)]).subarray(5, 5 + bytes.length);
  expect(isIntact(view, readRecord(view, 0)!)).toBe(true);
});

test.each([
  ['a length below that of a checksum', '05aaaaaaaaaa'],
  ['a length of more than five bytes', `${'80'.repeat(5)}01${'00'.repeat(20)}`],
  ['zeros', '00'.repeat(20)],
])('%s is no record', (_, hex) => expect(readRecord(Buffer.from(hex, 'hex'), 0)).toBeUndefined());

test('a length above the limit is not believed', () => {
  const bytes = Buffer.alloc(MAX_RECORD_BYTES + 16);
  Buffer.from('8080808001', 'hex').copy(bytes);
  expect(readRecord(bytes, 0)?.end).toBe(MAX_RECORD_BYTES + 5);
  bytes[0] = 0x81;
  expect(readRecord(bytes, 0)).toBeUndefined();
});
