// Whether tracing is on in this process, and the four functions that people call. Loads the runtime when it is on.
import { type Environment, findOffSwitch, readEnvironment } from './configuration/environment.ts';
import { load } from './load.ts';
import type { TelemetryOptions } from './configuration/options.ts';
import type { StandardSpanProcessor } from './configuration/standard-objects.ts';
import type { Runtime } from './runtime.ts';
import type { TelemetryStatus } from './diagnostics/status.ts';

/** One for the process, whichever copy of this package comes first. */
const SLOT = Symbol.for('throughline.node.lifecycle');

/** Tracing in this process. */
export interface Lifecycle {
  runtime: Runtime | undefined;
  disabledBy: string | undefined;
  readonly warnings: readonly string[];
}

const slots = globalThis as unknown as Record<symbol, Lifecycle | undefined>;

/**
 * Starts tracing, as `node --import @throughline/node/register` does. Environment variables win over `options`, so that
 * an operator can change anything without a new build. Tracing starts once: a call while it runs, also after the preload,
 * changes nothing, and options that it brings are named in a warning.
 *
 * @returns whether tracing is on.
 * @throws ThroughlineError `TL_INVALID_OPTION` where `options` has an unknown name or a wrong type.
 * @example
 * bootstrapTelemetry({ serviceName: 'billing' });
 */
export function bootstrapTelemetry(options?: TelemetryOptions): boolean {
  return startTelemetry(options, true);
}

/** @param late - true where code of the application calls, which may have fetched tracers before. */
export function startTelemetry(options: TelemetryOptions | undefined, late: boolean): boolean {
  const running = slots[SLOT]?.runtime;
  if (running !== undefined) {
    if (options !== undefined) running.ignore(options);
    return true;
  }
  const environment = readEnvironment();
  const off = switchedOff(options, environment);
  slots[SLOT] = off === undefined ? load<typeof import('./start.ts')>('start').start(options, late) : createOff(off);
  return slots[SLOT].runtime !== undefined;
}

/** What plainly says off, before anything is loaded. `enabled: false` in code stands until the environment says otherwise. */
function switchedOff(options: TelemetryOptions | undefined, environment: Environment): string | undefined {
  const byEnvironment = findOffSwitch(environment);
  // A value that needs a warning is off as well, but goes the long way, where warnings are said.
  if (byEnvironment !== undefined) return byEnvironment.warning === undefined ? byEnvironment.variable : undefined;
  if (environment.OTEL_ENABLED?.trim().toLowerCase() === 'true') return undefined;
  return options?.enabled === false ? 'option enabled' : undefined;
}

function createOff(disabledBy: string): Lifecycle {
  return { runtime: undefined, disabledBy, warnings: [] };
}

/** Whether tracing is on. */
export function isTelemetryEnabled(): boolean {
  return slots[SLOT]?.runtime !== undefined;
}

/** What tracing is doing: service, exporters, sampler, instrumentations, counts of spans, last export error. */
export function getTelemetryStatus(): TelemetryStatus {
  const lifecycle = slots[SLOT];
  if (lifecycle?.runtime !== undefined) return lifecycle.runtime.status(lifecycle.warnings);
  return {
    enabled: false,
    disabledBy: lifecycle?.disabledBy ?? 'nothing has started it',
    warnings: [...(lifecycle?.warnings ?? [])],
  };
}

/**
 * Delivers what has ended, stops every instrumentation, and turns tracing off; tracers that somebody still holds record
 * nothing from then on. Resolves within the shutdown deadline (default 3 s); never rejects.
 */
export async function shutdownTelemetry(): Promise<void> {
  const lifecycle = slots[SLOT];
  const runtime = lifecycle?.runtime;
  if (lifecycle === undefined || runtime === undefined) return;
  lifecycle.runtime = undefined;
  lifecycle.disabledBy = 'shutdownTelemetry()';
  await runtime.shutdown();
}

/**
 * Delivers what has ended, and goes on. For a function that is frozen after each call, and for tests.
 *
 * @returns whether everything was delivered, or refused for good, within the shutdown deadline.
 */
export async function flushTelemetry(): Promise<boolean> {
  return (await slots[SLOT]?.runtime?.flush()) ?? true;
}

/**
 * Adds a span processor of the OpenTelemetry SDK while tracing runs.
 *
 * @returns how to take it out again. Without effect while tracing is off.
 */
export function addSpanProcessor(processor: StandardSpanProcessor): () => void {
  return slots[SLOT]?.runtime?.addSpanProcessor(processor) ?? (() => {});
}

/**
 * Wraps a library that is part of the application's bundle, where no file of it is loaded that could be watched. To be called
 * with the module before it is used: Express 4, Koa, Hono, ioredis, pino and others, which the guide lists.
 *
 * @returns whether the module was recognised; false while tracing is off.
 */
export function instrument(moduleObject: unknown): boolean {
  return slots[SLOT]?.runtime?.instrument(moduleObject) ?? false;
}
