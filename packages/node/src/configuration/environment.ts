// The only file of the package that reads process.env. It imports nothing, so that a process with tracing off loads
// nothing else.

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function readEnvironment(): Environment {
  return process.env;
}

/** The variable that turns tracing off, and what has to be said about its value. */
export interface OffSwitch {
  readonly variable: 'OTEL_SDK_DISABLED' | 'OTEL_ENABLED';
  readonly warning: string | undefined;
}

/** What the environment turns tracing off with, if it does. Nothing else that is configured can undo it. */
export function findOffSwitch(environment: Environment): OffSwitch | undefined {
  if (environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') {
    return { variable: 'OTEL_SDK_DISABLED', warning: undefined };
  }
  const enabled = environment.OTEL_ENABLED?.trim() ?? '';
  const word = enabled.toLowerCase();
  if (word === '' || word === 'true') return undefined;
  // Only "true" is true, as for all variables of the specification.
  const isClear = word === 'false';
  const warning = `cannot use OTEL_ENABLED: got ${JSON.stringify(enabled)}, need true or false; using false`;
  return { variable: 'OTEL_ENABLED', warning: isClear ? undefined : warning };
}
