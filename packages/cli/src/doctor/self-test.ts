// A program without an application: it starts tracing as the surroundings have it, and tries it out. The first argument says
// what: `sample` makes spans to see which would be kept, and sends none; `deliver` sends one.
import { flushTelemetry, withSpan } from '@throughline/node';
import { SELF_TEST_SPANS } from './self-test-spans.ts';

if (process.argv[2] === 'deliver') {
  await withSpan('throughline doctor', async () => {});
  await flushTelemetry();
} else {
  for (let index = 0; index < SELF_TEST_SPANS; index++) withSpan('throughline doctor', () => {});
}
