import { bootstrapTelemetry } from '@throughline/node';
import type { Arguments, Configuration } from '../configuration/configuration.ts';

/**
 * Turns tracing on where the section `telemetry` of `osapi.yaml`, or `--debug`, says so. With `--debug` the trace is printed on
 * the terminal, and sent as well if the section wants that. Otherwise nothing of the runtime is loaded.
 */
export function startTelemetry(serviceName: string, { telemetry }: Configuration, { isDebug }: Arguments): boolean {
  const isEnabled = telemetry?.enabled === true;
  // `enabled` says it before the section is looked at, for which the runtime would be loaded.
  if (!isDebug) return bootstrapTelemetry({ serviceName, telemetry, enabled: isEnabled });
  const exporters = isEnabled ? (['otlp', 'console'] as const) : (['console'] as const);
  return bootstrapTelemetry({ serviceName, telemetry: { ...telemetry, enabled: true }, exporters });
}
