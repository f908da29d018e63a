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
    execArgv: ['--conditions=throughline-source'],
    env: { OTEL_LOG_LEVEL: '' },
  },
});
