import { childVariables } from '../environment.ts';
import { runApplication } from '../application/run-application.ts';
import type { Ended } from '../application/run-application.ts';
import { commandName, isShellLine } from './command-name.ts';
import type { StepTracing } from './start-tracing.ts';

const STATUS_ERROR = 2;

/** What became of a step. */
export interface StepResult extends Ended {
  readonly name: string;
  /** `undefined` without tracing. */
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly durationMs: number;
  /** Whether its span was taken. */
  readonly delivered: boolean;
}

/** Runs a command in a span, whose context it gets as `TRACEPARENT`. */
export async function runStep(
  name: string,
  command: readonly string[],
  { runtime, hubUrl }: StepTracing,
): Promise<StepResult> {
  const startedAt = performance.now();
  const { ended, identity } = await runtime.traceCommand(name, async (span) => {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const isTraced = !/^0*$/.test(traceId);
    const variables = childVariables({
      ...(isTraced && {
        TRACEPARENT: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        TRACESTATE: traceState?.serialize(),
      }),
      ...(hubUrl !== undefined && { THROUGHLINE_HUB: hubUrl }),
    });
    const result = await runApplication({ command, variables, shell: isShellLine(command) });
    span.setAttribute('process.executable.name', commandName(command));
    span.setAttribute('process.pid', result.pid ?? 0);
    if (result.signal !== null) {
      span.setAttribute('process.exit.signal', result.signal);
      span.setAttribute('error.type', result.signal);
      span.setStatus({ code: STATUS_ERROR, message: `ended by ${result.signal}` });
    }
    // What the span says about its end comes from here.
    process.exitCode = result.exitCode;
    return { ended: result, identity: isTraced ? { traceId, spanId } : undefined };
  });
  const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const delivered = identity !== undefined && (await deliver(runtime));
  return { name, ...ended, traceId: identity?.traceId, spanId: identity?.spanId, durationMs, delivered };
}

/** A request that was refused for good has left the queue too. */
async function deliver(runtime: StepTracing['runtime']): Promise<boolean> {
  const isEmpty = await runtime.flushTelemetry();
  const status = runtime.getTelemetryStatus();
  return isEmpty && status.enabled && status.exporters.every(({ dropped, rejected }) => dropped + rejected === 0);
}
