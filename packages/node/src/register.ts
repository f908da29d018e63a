// node --import @throughline/node/register app.js
//
// Off means absent: with a variable that says off, this file is all that is ever loaded.
import { createRequire } from 'node:module';

const { OTEL_SDK_DISABLED, OTEL_ENABLED } = process.env;

const off = isTrue(OTEL_SDK_DISABLED) ? 'OTEL_SDK_DISABLED' : isFalse(OTEL_ENABLED) ? 'OTEL_ENABLED' : undefined;

if (off !== undefined) {
  // For getTelemetryStatus(), should somebody ask.
  (globalThis as Record<symbol, unknown>)[Symbol.for('throughline.node.lifecycle')] = { disabledBy: off, warnings: [] };
} else {
  const require = createRequire(import.meta.url);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const { startTelemetry } = require(`./lifecycle.${extension}`) as typeof import('./lifecycle.ts');
  startTelemetry(undefined, false);
}

function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function isFalse(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'false';
}
