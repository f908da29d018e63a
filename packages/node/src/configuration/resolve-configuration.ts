import { ThroughlineError } from '../errors.ts';
import { load } from '../load.ts';
import { buildConfiguration } from './build/build-configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Environment } from './environment.ts';
import { findOffSwitch } from './environment.ts';
import type { Problem } from './problems.ts';
import { formatProblem } from './problems.ts';
import { Settings } from './settings.ts';
import type { Source } from './settings.ts';
import { readOptions } from './sources/read-options.ts';
import { readVariables } from './sources/read-variables.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

export interface ResolvedConfiguration {
  readonly configuration: Configuration;
  /** What could not be used, one line each, with what is used instead. No line holds a secret. */
  readonly warnings: string[];
}

/**
 * Everything that is configured, as one value. Variables, or the file that OTEL_CONFIG_FILE names, win over `options`;
 * what is missing has its default.
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
  const warnings: string[] = [];
  const code: CodeSource = { kind: 'code', values: readCode(options), hasSection: hasSection(options) };
  const file = findFile(environment, warnings);
  const configuration =
    file === undefined
      ? resolveVariables(code, environment, warnings)
      : resolveFile(file, { code, environment, warnings });
  return { configuration, warnings };
}

interface CodeSource extends Source {
  /** There is a `telemetry` key, with or without content. */
  readonly hasSection: boolean;
}

function readCode(options: TelemetryOptions | undefined): Source['values'] {
  return readOptions(options, (message) => {
    throw new ThroughlineError('TL_INVALID_OPTION', message);
  });
}

function hasSection(options: TelemetryOptions | undefined): boolean {
  return options !== undefined && 'telemetry' in options;
}

/** A configuration that is off, complete, with nothing but defaults. */
function resolveOff(disabledBy: string, warnings: string[]): ResolvedConfiguration {
  return { configuration: buildConfiguration(new Settings([]), { disabledBy, warnings: [] }), warnings };
}

function resolveVariables(code: CodeSource, environment: Environment, warnings: string[]): Configuration {
  const problems: Problem[] = [];
  const settings = new Settings([readVariables(environment, problems), code]);
  const found: string[] = [];
  const configuration = buildConfiguration(settings, { disabledBy: findDisabled(settings, code), warnings: found });
  warnings.push(...problems.map((problem) => formatProblem(problem, { settings, configuration })), ...found);
  return configuration;
}

function findFile(environment: Environment, warnings: string[]): string | undefined {
  const path = environment.OTEL_CONFIG_FILE?.trim();
  if (path !== undefined && path !== '') return path;
  const deprecated = environment.OTEL_EXPERIMENTAL_CONFIG_FILE?.trim();
  if (deprecated === undefined || deprecated === '') return undefined;
  warnings.push(
    'cannot rely on OTEL_EXPERIMENTAL_CONFIG_FILE: got a deprecated name, need OTEL_CONFIG_FILE; it is used',
  );
  return deprecated;
}

/** A file that cannot be used turns tracing off: half a configuration could send spans to the wrong place. */
function resolveFile(
  path: string,
  context: { code: CodeSource; environment: Environment; warnings: string[] },
): Configuration {
  const { code, environment, warnings } = context;
  try {
    const { readFile } = load<typeof import('./declarative/read-file.ts')>('configuration/declarative/read-file');
    const { settings, disabledBy, sampler, exporters } = readFile(path, context);
    const switched = withSwitch(settings, environment);
    const reason = disabledBy ?? findDisabled(switched, code);
    return buildConfiguration(settings, { disabledBy: reason, warnings, sampler, exporters });
  } catch (error) {
    warnings.push(`${(error as Error).message}; tracing is off`);
    return resolveOff('OTEL_CONFIG_FILE', warnings).configuration;
  }
}

/** The one variable that a file leaves in force: what the application turned off can be turned on. */
function withSwitch(settings: Settings, environment: Environment): Settings {
  const isOn = environment.OTEL_ENABLED?.trim().toLowerCase() === 'true';
  if (!isOn) return settings;
  return new Settings([{ kind: 'variables', values: new Map([['enabled', true]]) }, ...settings.sources]);
}

function findDisabled(settings: Settings, code: CodeSource): string | undefined {
  const enabled = settings.find('enabled');
  if (enabled !== undefined) return enabled ? undefined : 'option "enabled"';
  if (!code.hasSection || settings.get('telemetry.enabled')) return undefined;
  return 'option "telemetry.enabled"';
}
