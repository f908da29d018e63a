import { defineConfig } from 'vitest/config';

const conditions = ['throughline-source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'systems/*/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Most of the time goes into waiting for processes.
    maxWorkers: 3,
    execArgv: ['--conditions=throughline-source'],
    env: { OTEL_LOG_LEVEL: '' },
  },
});
