import type { TelemetryStatus } from '@throughline/node';
import { found, pass } from './finding.ts';
import type { Checked, Finding } from './finding.ts';
import { modulePath, runProbed } from './run-probed.ts';
import { SELF_TEST_SPANS } from './self-test-spans.ts';

const MAX_MS = 20_000;

/** What a process that is started here with tracing would be set up to do. */
export async function probeConfiguration(): Promise<TelemetryStatus | undefined> {
  const { reports } = await runProbed({
    command: [process.execPath, modulePath('self-test'), 'sample'],
    variables: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_LOG_LEVEL: 'none' },
    preload: true,
    maxMs: MAX_MS,
    isShown: false,
  });
  return reports[0]?.status;
}

/** Whether tracing is on here, by which values, and how much of it the sampler keeps. */
export function checkConfiguration(status: TelemetryStatus | undefined): Checked {
  if (status === undefined)
    return found({
      code: 'not-started',
      severity: 'error',
      message: 'A process with the runtime preloaded did not start.',
      mend: 'Run node --import @throughline/node/register -e 0 and read what it says.',
    });
  const values = status.warnings.map((warning): Finding => ({
    code: 'configuration',
    severity: 'warning',
    message: sentence(warning),
    mend: 'Correct the value: docs/configuration.md has all variables.',
  }));
  const main = status.enabled ? checkSampler(status) : found(describeOff(status.disabledBy));
  return { findings: [...main.findings, ...values], passed: main.passed };
}

/** The finding for a process that has tracing switched off, or never on. */
export function describeOff(disabledBy: string): Finding {
  if (disabledBy === 'nothing has started it')
    return {
      code: 'not-started',
      severity: 'error',
      message: 'Nothing starts tracing in the application.',
      mend: 'Start it with node --import @throughline/node/register, or with npx throughline run --, or call bootstrapTelemetry() first of all.',
    };
  const isVariable = disabledBy.startsWith('OTEL_');
  return {
    code: 'switched-off',
    severity: 'error',
    message: `Tracing is switched off by ${isVariable ? `the variable ${disabledBy}` : disabledBy}.`,
    mend: isVariable
      ? `Unset ${disabledBy}, or set it to ${disabledBy === 'OTEL_ENABLED' ? 'true' : 'false'}.`
      : 'Set enabled: true there, or OTEL_ENABLED=true in the environment, which wins over code.',
  };
}

function checkSampler({ sampler, spans }: Extract<TelemetryStatus, { enabled: true }>): Checked {
  const kept = spans.started;
  if (kept === 0)
    return found({
      code: 'sampler-drops-all',
      severity: 'error',
      message: `The sampler ${sampler} kept none of ${SELF_TEST_SPANS} new traces.`,
      mend: 'Set OTEL_TRACES_SAMPLER=parentbased_always_on, or a higher ratio in OTEL_TRACES_SAMPLER_ARG.',
    });
  const share = kept === SELF_TEST_SPANS ? 'all' : `${kept} of ${SELF_TEST_SPANS}`;
  return pass('sampling', `${sampler} keeps ${share} new traces`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
