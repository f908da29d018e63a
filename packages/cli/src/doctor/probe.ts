// Loaded into the processes that the doctor examines, by --import. Changes nothing there but one: spans are looked at.
import { renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { addSpanProcessor, getTelemetryStatus } from '@throughline/node';
import { probeDirectory } from '../environment.ts';
import type { ProbeReport } from './probe-report.ts';
import { SpanWatch } from './span-watch.ts';

const EVERY_MS = 200;
const ATTACH_EVERY_MS = 5;

/** Packages of ES modules that the runtime instruments while they are loaded, and never later. */
const LOADED_ONCE = /\/node_modules\/(hono|h3|commander|@connectrpc\/connect)\//;

const loadedEarly = new Set<string>();
let watch: SpanWatch | undefined;

const directory = probeDirectory();
if (directory !== undefined) examine(directory);

function examine(into: string): void {
  // Resolving is as near to loading as it gets: a hook for loading makes older versions of Node.js fail.
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      // In Node.js 22.15 they are a set.
      const isImport = [...(context.conditions as Iterable<string>)].includes('import');
      const name = isImport ? LOADED_ONCE.exec(resolved.url)?.[1] : undefined;
      if (name !== undefined && !getTelemetryStatus().enabled) loadedEarly.add(name);
      return resolved;
    },
  });
  attach();
  const attaching = setInterval(attach, ATTACH_EVERY_MS).unref();
  const saving = setInterval(() => save(into, false), EVERY_MS).unref();
  process.on('exit', () => {
    clearInterval(attaching);
    clearInterval(saving);
    hooks.deregister();
    save(into, true);
  });
}

/** The application may start tracing itself, at any time. */
function attach(): void {
  const status = getTelemetryStatus();
  if (watch !== undefined || !status.enabled) return;
  watch = new SpanWatch(status.spans.started + status.spans.unsampled === 0);
  addSpanProcessor(watch as unknown as Parameters<typeof addSpanProcessor>[0]);
}

function save(into: string, exited: boolean): void {
  const report: ProbeReport = {
    pid: process.pid,
    script: basename(process.argv[1] ?? ''),
    node: process.versions.node,
    status: getTelemetryStatus(),
    loadedEarly: [...loadedEarly],
    spans: (watch ?? new SpanWatch(false)).report(),
    exited,
  };
  const path = `${into}/${process.pid}.json`;
  writeFileSync(`${path}.new`, JSON.stringify(report));
  renameSync(`${path}.new`, path);
}
