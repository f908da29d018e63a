import { expect, test } from 'vitest';
import { findCompletionPlace } from './completion-place.ts';

const isField = (name: string): boolean => name === 'serviceName' || name === 'name' || name.includes('.');

test.each([
  ['', 'field', '', ''],
  ['serv', 'field', 'serv', ''],
  ['serviceName=', 'value', '', 'serviceName'],
  ['serviceName = bm', 'value', 'bm', 'serviceName'],
  ['serviceName="bmc ga', 'value', 'bmc ga', 'serviceName'],
  ['name != ', 'value', '', 'name'],
  ['serviceName=api AND na', 'field', 'na', ''],
  ['serviceName=api ', 'field', '', ''],
  ['serviceName ', 'operator', '', 'serviceName'],
  ['http.route EX', 'operator', 'EX', 'http.route'],
  ['timeout ', 'field', '', ''],
  ['db.system.name IN (postgresql, my', 'value', 'my', 'db.system.name'],
  ['db.system.name NOT IN (', 'value', '', 'db.system.name'],
  ['url.path CONTAINS ', 'value', '', 'url.path'],
  ['{serviceName=a} >> {na', 'field', 'na', ''],
  ['status=error | co', 'aggregate', 'co', ''],
  ['{} | count(), p', 'aggregate', 'p', ''],
  ['url.path=/v1/serv', 'value', '/v1/serv', 'url.path'],
])('%j wants a %s of %j', (before, wants, prefix, field) => {
  const place = findCompletionPlace(before, isField);
  expect(place).toMatchObject({ wants, prefix });
  if (wants === 'value' || wants === 'operator') expect(place).toMatchObject({ field });
});

test('the place begins with the quote of a text', () =>
  expect(findCompletionPlace('name="a', isField)).toMatchObject({ from: 5, prefix: 'a' }));
