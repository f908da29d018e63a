import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

const conditions = ['throughline-source', 'node', 'import', 'default'];

/** Files that take long, the longest first. */
const LONG = [
  'hub/src/survive/kill.test.ts',
  'cli/src/commands/doctor.test.ts',
  'web/src/e2e/accessibility.test.ts',
  'cli/src/commands/doctor-run.test.ts',
  'systems/naas/naas.test.ts',
  'systems/osapi/osapi.test.ts',
  'web/src/e2e/trace.test.ts',
  'hub/src/query/limits.test.ts',
  'scripts/start/start.test.ts',
  'cli/src/commands/reading.test.ts',
  'hub/src/query/find-spans.test.ts',
  'hub/src/query/find-traces.test.ts',
  'systems/bmc/src/flows.test.ts',
];

/**
 * Files that change nothing which another one sees: no global, no registration with an API, no environment. They share processes;
 * one of its own costs half a second of computing each.
 */
const SHARING = [
  'packages/{wire,query-language}/src/**/*.test.ts',
  'packages/node/src/{configuration,console,redaction,sampling,trace}/**/*.test.ts',
  'packages/web/src/!(e2e)/**/*.test.ts',
];

/** What takes long begins first, so that at the end nobody waits for one file. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONG.findIndex((name) => moduleId.endsWith(name));
      return place < 0 ? LONG.length : place;
    };
    // oxlint-disable-next-line unicorn/no-array-sort -- It is not the method of an array.
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'systems/*/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SHARING],
        },
      },
    ],
    testTimeout: 30_000,
    slowTestThreshold: 5000,
    hookTimeout: 60_000,
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    // Much of the time goes into waiting for processes.
    maxWorkers: 3,
    execArgv: ['--conditions=throughline-source'],
    env: {
      OTEL_LOG_LEVEL: '',
      // The processes that tests start run from the sources: half of their start is compiling.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compiled', import.meta.url)),
    },
  },
});
