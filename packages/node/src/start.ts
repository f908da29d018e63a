// What happens once, when tracing is switched on: configuration, runtime, the way out, and what has to be said.
import { readEnvironment } from './configuration/environment.ts';
import type { TelemetryOptions } from './configuration/options.ts';
import { resolveConfiguration } from './configuration/resolve-configuration.ts';
import { adoptEarlyTracers } from './context/register-globals.ts';
import { report } from './diagnostics/reporter.ts';
import { handleExit } from './exit/exit-handlers.ts';
import type { Lifecycle } from './lifecycle.ts';
import { Runtime } from './runtime.ts';

/** Resolves the configuration and starts tracing, unless it says off. */
export function start(options: TelemetryOptions | undefined, late: boolean): Lifecycle {
  const { configuration, warnings } = resolveConfiguration(options, readEnvironment());
  const { enabled, disabledBy } = configuration;
  const runtime = enabled ? new Runtime(configuration) : undefined;
  for (const warning of warnings) report('warn', warning);
  if (runtime !== undefined) {
    runtime.onShutdown(handleExit(runtime));
    if (late) adoptEarlyTracers(runtime.provider);
  }
  return { runtime, disabledBy, warnings };
}
