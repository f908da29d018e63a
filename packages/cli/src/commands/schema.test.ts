import { expect, test } from 'vitest';
import { throughline, workingDirectory } from '../fixtures/throughline.ts';

const directory = workingDirectory();

test('the SQL of one server, and of a cluster', { timeout: 120_000 }, async () => {
  const single = await throughline({ directory }, 'schema');
  expect(single).toMatchObject({ code: 0, stderr: '' });
  expect(single.stdout).toMatch(/^CREATE TABLE IF NOT EXISTS spans/m);
  expect(single.stdout).not.toContain('ON CLUSTER');
  expect(single.stdout.trimEnd().endsWith(';')).toBe(true);
  const { stdout } = await throughline({ directory }, 'schema', '--cluster', "ma'in", '--json');
  const statements = JSON.parse(stdout) as string[];
  expect(statements.some((statement) => statement.includes("ON CLUSTER 'ma\\'in'"))).toBe(true);
  expect(statements.filter((statement) => statement.includes('Distributed(')).length).toBeGreaterThan(3);
});
