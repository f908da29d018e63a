// The registration that every copy of @opentelemetry/api looks for. It is made directly, because loading the API package
// costs 15 ms and an application without manual spans never needs it.
import type { ContextManager, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import { createRequire } from 'node:module';
import { defineWatchedVersion } from '../diagnostics/api-copies.ts';
import { report } from '../diagnostics/reporter.ts';

const API_SLOT = Symbol.for('opentelemetry.js.api.1');

/** What is registered. */
export interface ApiImplementation {
  readonly trace: TracerProvider;
  readonly context: ContextManager;
  readonly propagation: TextMapPropagator;
}

type Registration = Partial<Record<keyof ApiImplementation, object>>;

const slots = globalThis as unknown as Record<symbol, Registration | undefined>;
const PARTS = ['trace', 'context', 'propagation'] as const;

/**
 * Registers an implementation of the API. Parts that another SDK has registered before stay its own, and one line says so.
 *
 * @returns how to take the registration back.
 */
export function registerGlobals(implementation: ApiImplementation): () => void {
  const registration = (slots[API_SLOT] ??= createRegistration());
  const taken = PARTS.filter((part) => registration[part] !== undefined);
  if (taken.length > 0) reportTaken(registration, taken);
  const ours = PARTS.filter((part) => registration[part] === undefined);
  for (const part of ours) registration[part] = implementation[part];
  return () => {
    for (const part of ours) if (registration[part] === implementation[part]) delete registration[part];
  };
}

/**
 * Gives tracers that were fetched before us their implementation: the API hands out proxies for that purpose. Only needed
 * where code, not the preload, starts tracing.
 */
export function adoptEarlyTracers(provider: TracerProvider): void {
  // Where another SDK registered first, the proxies are its own.
  if (slots[API_SLOT]?.trace !== provider) return;
  const require = createRequire(import.meta.url);
  for (const file of loadedApiFiles(require)) {
    try {
      const api = require(file) as {
        trace?: { _proxyTracerProvider?: { setDelegate?(delegate: TracerProvider): void } };
      };
      api.trace?._proxyTracerProvider?.setDelegate?.(provider);
    } catch (error) {
      report('debug', `cannot reach the tracers of ${file}: ${String(error)}`);
    }
  }
}

/** The CommonJS copies that are loaded, and the one ES module that our own package would get. */
function loadedApiFiles(require: NodeJS.Require): string[] {
  const files = Object.keys(require.cache).filter((file) =>
    /[\\/]@opentelemetry[\\/]api[\\/](?:dist|build[\\/]src)[\\/]index\.c?js$/.test(file),
  );
  try {
    files.push(require.resolve('@opentelemetry/api').replace(/index\.cjs$/, 'index.mjs'));
  } catch {
    // Not installed: then nobody has fetched a tracer from it.
  }
  return [...new Set(files)];
}

function createRegistration(): Registration {
  const registration: Registration = {};
  defineWatchedVersion(registration);
  return registration;
}

function reportTaken(registration: Registration, taken: readonly string[]): void {
  const owner = ownerOf(registration[taken[0] as keyof Registration]);
  const what = taken.includes('trace') ? 'spans of the API go to it' : `its ${taken.join(' and ')} stays in place`;
  report(
    'warn',
    `another OpenTelemetry SDK registered first (${taken.join(', ')} by ${owner}): ${what}; ` +
      'load @throughline/node before it, or turn its tracing off',
    'other-sdk',
  );
}

/** The class of an implementation; the API puts a proxy before a tracer provider. */
function ownerOf(implementation: object | undefined): string {
  const proxy = implementation as { getDelegate?(): object };
  const actual = typeof proxy.getDelegate === 'function' ? proxy.getDelegate() : implementation;
  // A bundler numbers classes whose name is taken: TracerProvider$1.
  return actual?.constructor?.name?.replace(/\$\d+$/, '') ?? 'an unknown class';
}
