// `npm test`: every check there is, in order of how quickly it fails. The last line counts tests and checks together.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = `${root}.cache/vitest.json`;
const benchmarkReport = `${root}.cache/benchmarks.tap`;

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Default the root. */
  readonly folder?: string;
  /** Reads how many tests have passed and failed. Without it, the step is one check. */
  readonly read?: () => Counts;
}

/** In their own folder Node finds the tests, and leaves out what is installed there. They need none of it. */
const BENCHMARK_TESTS = [
  'node',
  '--test',
  '--test-reporter=dot',
  '--test-reporter-destination=stdout',
  '--test-reporter=tap',
  `--test-reporter-destination=${benchmarkReport}`,
];

const STEPS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'types and build', command: ['node', 'scripts/build.ts'] },
  { name: 'types of tests and scripts', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'types of naas', command: ['tsc', '-p', 'systems/naas'] },
  { name: 'types of osapi', command: ['tsc', '-p', 'systems/osapi'] },
  { name: 'types of benchmarks', command: ['tsc', '-p', 'benchmarks'] },
  { name: 'generated docs', command: ['node', '--conditions=throughline-source', 'scripts/docs.ts', '--check'] },
  { name: 'unused files, exports, dependencies', command: ['knip'] },
  { name: 'servers and programs that tests need', command: ['node', 'scripts/services/install.ts'] },
  { name: 'tests of benchmarks', command: BENCHMARK_TESTS, folder: 'benchmarks', read: readBenchmarkTests },
  {
    name: 'tests',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    read: readTests,
  },
  { name: 'packages', command: ['node', 'scripts/packaging/check-packages.ts'] },
  { name: 'packages on every supported Node', command: ['node', 'scripts/packaging/smoke.ts'] },
];

mkdirSync(`${root}.cache`, { recursive: true });
let passed = 0;
let failed = 0;
const failedSteps: string[] = [];

for (const { name, command, folder = '', read } of STEPS) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root + folder, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${status === 0 ? 'ok' : `FAILED (exit code ${status})`}, ${seconds} s`);
  const counts = read?.() ?? { passed: status === 0 ? 1 : 0, failed: 0 };
  passed += counts.passed;
  // A step may fail without a failed test.
  failed += Math.max(counts.failed, status === 0 ? 0 : 1);
  if (status !== 0) failedSteps.push(name);
}

// Said once more here: what failed stands thousands of lines above.
if (failedSteps.length > 0) console.log(`\nfailed: ${failedSteps.join(' · ')}`);

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readTests(): Counts {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as VitestReport;
  // A file that cannot be loaded fails without a failed test.
  return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

function readBenchmarkTests(): Counts {
  const text = readFileSync(benchmarkReport, 'utf8');
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}
