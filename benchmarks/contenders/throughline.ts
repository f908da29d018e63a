import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Contender } from './contender.ts';
import { standardEnvironment } from './opentelemetry.ts';

const register = new URL('../../packages/node/dist/register.js', import.meta.url);

export const ours: Contender = {
  name: 'ours',
  label: 'Throughline',
  packages: ['@throughline/node'],
  nodeArguments: ['--import', register.href],
  environment: standardEnvironment,
};

export const oursOff: Contender = {
  ...ours,
  name: 'ours-off',
  label: 'Throughline, OTEL_SDK_DISABLED=true',
  environment: (destination) => ({ ...ours.environment(destination), OTEL_SDK_DISABLED: 'true' }),
};

export const oursLogs: Contender = {
  ...ours,
  name: 'ours-logs',
  label: 'Throughline, OTEL_LOGS_EXPORTER=otlp',
  environment: (destination) => ({ ...ours.environment(destination), OTEL_LOGS_EXPORTER: 'otlp' }),
};

export function isBuilt(): boolean {
  return existsSync(fileURLToPath(register));
}
