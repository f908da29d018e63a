import type { TelemetryOptions } from '../configuration/telemetry-options.ts';
import { report } from './reporter.ts';

/** Tracing starts once: says which options of a later start have no effect. */
export function reportIgnoredOptions(options: TelemetryOptions): void {
  const names = Object.entries(options)
    .filter(([name, value]) => value !== undefined && !(name === 'enabled' && value === true))
    .map(([name]) => name);
  if (names.length === 0) return;
  report(
    'warn',
    `cannot apply options of bootstrapTelemetry(): got ${names.join(', ')} while tracing runs, need them in the call that ` +
      'starts it, without --import @throughline/node/register; they are ignored',
  );
}
