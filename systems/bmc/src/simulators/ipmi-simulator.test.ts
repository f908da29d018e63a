import { expect, test, vi } from 'vitest';
import { findIpmiObstacle } from './ipmi-simulator.ts';

test('names the package that is missing', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await findIpmiObstacle()).toBe('ipmi_sim is not installed (Debian package openipmi)');
  vi.unstubAllEnvs();
});
