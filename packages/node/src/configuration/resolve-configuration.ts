import { ThroughlineError } from '../errors.ts';
import { buildConfiguration } from './build-configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Environment } from './environment.ts';
import { findOffSwitch } from './environment.ts';
import type { Problem } from './problems.ts';
import { formatProblem } from './problems.ts';
import { readOptions } from './read-options.ts';
import { readVariables } from './read-variables.ts';
import { Settings } from './settings.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

export interface ResolvedConfiguration {
  readonly configuration: Configuration;
  /** What could not be used, one line each, with what is used instead. No line holds a secret. */
  readonly warnings: string[];
}

/**
 * Everything that is configured, as one value. Variables win over `options`; what is missing has its default.
 *
 * @throws {ThroughlineError} `TL_INVALID_OPTION` for an unknown or wrong option in code, never for a variable or file.
 */
export function resolveConfiguration(
  options: TelemetryOptions | undefined,
  environment: Environment,
): ResolvedConfiguration {
  const off = findOffSwitch(environment);
  // Off is off: nothing is read that could still fail, so that a rollback always works.
  if (off !== undefined) return resolveOff(off.variable, off.warning === undefined ? [] : [off.warning]);
  const code = readOptions(options, (message) => {
    throw new ThroughlineError('TL_INVALID_OPTION', message);
  });
  const problems: Problem[] = [];
  const settings = new Settings([readVariables(environment, problems), { kind: 'code', values: code }]);
  const warnings = problems.map((problem) => formatProblem(problem, settings));
  const disabledBy = findDisabled(settings, options !== undefined && 'telemetry' in options);
  return { configuration: buildConfiguration(settings, { disabledBy, warnings }), warnings };
}

/** A configuration that is off, complete, with nothing but defaults. */
function resolveOff(disabledBy: string, warnings: string[]): ResolvedConfiguration {
  return { configuration: buildConfiguration(new Settings([]), { disabledBy, warnings: [] }), warnings };
}

function findDisabled(settings: Settings, hasSection: boolean): string | undefined {
  const enabled = settings.find('enabled');
  if (enabled !== undefined) return enabled ? undefined : 'option enabled';
  if (!hasSection || settings.get('telemetry.enabled')) return undefined;
  return 'option telemetry.enabled';
}
