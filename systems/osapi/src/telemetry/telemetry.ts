import { bootstrapTelemetry } from '@throughline/node';
import type { Arguments, Configuration } from '../configuration/configuration.ts';

/**
 * Turns tracing on where the section `telemetry` of `osapi.yaml`, or `--debug`, says so. With `--debug` the trace is printed on
 * the terminal, and sent as well if the section wants that. Otherwise nothing of the runtime is loaded.
 */
export function startTelemetry(serviceName: string, { telemetry }: Configuration, { isDebug }: Arguments): boolean {
  if (!isDebug) return bootstrapTelemetry({ serviceName, telemetry });
  const exporters = telemetry?.enabled === true ? (['otlp', 'console'] as const) : (['console'] as const);
  return bootstrapTelemetry({ serviceName, telemetry: { ...telemetry, enabled: true }, exporters });
}
