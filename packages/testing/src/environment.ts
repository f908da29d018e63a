/**
 * Runs `fn` as if nobody had configured telemetry: the spans of a test must not depend on the variables of the machine
 * that runs it, nor leave for where they point to.
 */
export function withoutTelemetryVariables<T>(fn: () => T): T {
  const { env } = process;
  const hidden = Object.keys(env).filter((name) => name.startsWith('OTEL_') || name === 'GOOGLE_CLOUD_PROJECT');
  const values = hidden.map((name) => [name, env[name]] as const);
  for (const name of hidden) delete env[name];
  try {
    return fn();
  } finally {
    for (const [name, value] of values) env[name] = value;
  }
}
