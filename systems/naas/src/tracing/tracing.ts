// Tracing is optional: `OTEL_ENABLED=true` turns it on. Without it nothing of it is loaded, neither the runtime nor the API;
// that is what this file is for. Programs call `startTracing` before they import what is to be traced.

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What the programs do with tracing. */
export interface Tracing {
  /** Runs `work` in a span. */
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** Gives the active span a name and attributes of this system. */
  describe(name: string, attributes: Attributes): void;
  /** Of the active span. */
  traceId(): string | undefined;
  /** The active context as text, for the metadata of a job. */
  carrier(): string | undefined;
}

const OFF: Tracing = {
  span: (_name, _attributes, work) => work(),
  describe: () => {},
  traceId: () => undefined,
  carrier: () => undefined,
};

let active = OFF;

/** What is on: without effect until `startTracing` has turned it on. */
export const tracing: Tracing = {
  span: (name, attributes, work) => active.span(name, attributes, work),
  describe: (name, attributes) => active.describe(name, attributes),
  traceId: () => active.traceId(),
  carrier: () => active.carrier(),
};

/** Turns tracing on if `OTEL_ENABLED=true` says so. @param service - `service.name`, unless the environment has one. */
export async function startTracing(service: 'naas-api' | 'naas-worker'): Promise<void> {
  if (process.env.OTEL_ENABLED?.toLowerCase() !== 'true') return;
  const { createTracing } = await import('./enabled-tracing.ts');
  active = createTracing(service);
}

/** The trace id in the metadata of a job. */
export function traceIdOf(carrier: string | undefined): string | null {
  return /"traceparent":"00-([0-9a-f]{32})-/.exec(carrier ?? '')?.[1] ?? null;
}
