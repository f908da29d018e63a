// Run by scripts/packaging/smoke.ts in a folder where the packed packages are installed. Starts each application below it on
// this same Node, with a real OTLP receiver, and compares the spans that arrive.
import assert from 'node:assert/strict';
import { countTraces, namesOf, preload, runTraced } from './run-traced.mjs';

const EXPECTED = ['CLIENT GET', 'INTERNAL work', 'SERVER GET'];

for (const { name, args, environment, expected } of [
  { name: 'CommonJS, preload', args: [...preload, 'application.cjs'], expected: EXPECTED },
  { name: 'ES module, preload', args: [...preload, 'application.mjs'], expected: EXPECTED },
  { name: 'ES module, in code', args: ['bootstrapped.mjs'], expected: EXPECTED },
  { name: 'ES module, fetch', args: [...preload, 'fetching.mjs'], expected: EXPECTED },
  { name: 'off', args: [...preload, 'application.cjs'], environment: { OTEL_SDK_DISABLED: 'true' }, expected: [] },
]) {
  const { spans, stderr } = await runTraced(args, environment);
  assert.equal(stderr, '', `${name}: nothing may be said: ${stderr}`);
  assert.deepEqual(namesOf(spans), expected, name);
  assert.equal(countTraces(spans), expected.length === 0 ? 0 : 1, `${name}: one trace`);
}
