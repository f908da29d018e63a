// `npm test`: every check there is, in order of how quickly it fails. The last line counts tests and checks together.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = `${root}.cache/vitest.json`;

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'types and build', command: ['node', 'scripts/build.ts'] },
  { name: 'types of tests and scripts', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'generated docs', command: ['node', '--conditions=throughline-source', 'scripts/docs.ts', '--check'] },
  { name: 'unused files, exports, dependencies', command: ['knip'] },
  { name: 'tests', command: ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`] },
  { name: 'packages', command: ['node', 'scripts/packaging/check-packages.ts'] },
  { name: 'packages on every supported Node', command: ['node', 'scripts/packaging/smoke.ts'] },
];

mkdirSync(`${root}.cache`, { recursive: true });
let passed = 0;
let failed = 0;

for (const { name, command } of STEPS) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`== ${name}: ${status === 0 ? 'ok' : `FAILED (exit code ${status})`}, ${seconds} s`);
  count(name, status === 0);
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function count(name: string, succeeded: boolean): void {
  if (name === 'tests') countTests(succeeded);
  else if (succeeded) passed++;
  else failed++;
}

function countTests(succeeded: boolean): void {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as VitestReport;
  passed += numPassedTests;
  // A file that cannot be loaded fails without a failed test.
  failed += Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0, succeeded ? 0 : 1);
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}
