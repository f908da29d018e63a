// What happens once, when tracing is switched on: the runtime, its way out, and what has to be said.
import type { Configuration } from './configuration/configuration.ts';
import { adoptEarlyTracers } from './context/register-globals.ts';
import { report } from './diagnostics/reporter.ts';
import { handleExit } from './exit/exit-handlers.ts';
import { Runtime } from './runtime.ts';

/** How tracing was started. */
export interface StartOptions {
  readonly warnings: readonly string[];
  /** True where code of the application called us, which may have fetched tracers before. */
  readonly late: boolean;
}

/** Starts tracing with a configuration that is on. */
export function startRuntime(configuration: Configuration, { warnings, late }: StartOptions): Runtime {
  const runtime = new Runtime(configuration);
  for (const warning of warnings) report('warn', warning);
  runtime.onShutdown(handleExit(runtime));
  if (late) adoptEarlyTracers(runtime.provider);
  return runtime;
}
