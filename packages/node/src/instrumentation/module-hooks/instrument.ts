import { report } from '../../diagnostics/reporter.ts';
import { wrapBetterSqlite3 } from '../better-sqlite3/wrap.ts';
import { wrapBullmq } from '../bullmq/wrap.ts';
import { wrapCommander } from '../command-line/wrap.ts';
import { wrapBundledExpress4 } from '../express/wrap-4.ts';
import { wrapGrpc } from '../grpc-js/wrap.ts';
import { reportBug } from '../guard.ts';
import { wrapH3 } from '../h3/wrap.ts';
import { wrapHono } from '../hono/wrap.ts';
import { wrapIoredis } from '../ioredis/wrap.ts';
import { wrapKafkajs } from '../kafkajs/wrap.ts';
import { wrapKoaRouter } from '../koa/wrap-router.ts';
import { wrapKoa } from '../koa/wrap.ts';
import { enableBundled } from '../library.ts';
import { wrapPino } from '../pino/wrap.ts';
import { wrapSsh2 } from '../ssh2/wrap.ts';
import { wrapLogger } from '../winston/wrap.ts';
import { wrapWs } from '../ws/wrap.ts';

/**
 * Wraps a library that is part of a bundle, where no loaded file shows that it is there. To be called with the library's
 * module or class before the first route is added. Express 4, Koa (or its router), Hono, h3, @grpc/grpc-js, pino, winston, ws,
 * better-sqlite3, commander, bullmq, kafkajs and ssh2 need it; so does ioredis before 5.11, and later ones for commands that
 * wait for a connection. Express 5, Fastify and node-redis from 5.12 on publish what they do and are seen in a bundle as well. For Connect,
 * which has nothing that could be wrapped, there are `connectClientInterceptor` and `connectServerInterceptor`.
 *
 * @returns whether the module was recognised; if not, a warning says so.
 * @example
 * import * as hono from 'hono';
 * instrument(hono);
 */
export function instrument(moduleObject: unknown): boolean {
  try {
    enableBundled();
    if (wrap(moduleObject)) return true;
  } catch (error) {
    reportBug('instrument()', error);
    return false;
  }
  const need =
    'express 4, koa, @koa/router, hono, h3, @grpc/grpc-js, pino, winston, ws, better-sqlite3, commander, bullmq, kafkajs, ioredis or ssh2';
  report('warn', `cannot instrument a module: got ${describe(moduleObject)}, need ${need}`);
  return false;
}

/** A module may be its class, have it under its name, or as the default. */
function wrap(moduleObject: unknown): boolean {
  if (typeof moduleObject !== 'function' && (typeof moduleObject !== 'object' || moduleObject === null)) return false;
  const candidates: unknown[] = [moduleObject, ...Object.values(moduleObject)];
  const isWrapped = candidates.map(wrapFramework);
  const isFramework = isWrapped.includes(true) || wrapH3(candidates) || wrapGrpc(candidates);
  return isFramework || wrapLibraryOfLogs(candidates) || wrapOther(candidates);
}

function wrapFramework(candidate: unknown): boolean {
  return FRAMEWORKS.some((wrapOne) => wrapOne(candidate));
}

const FRAMEWORKS = [wrapBundledExpress4, wrapKoa, wrapKoaRouter, wrapHono];

function wrapLibraryOfLogs(candidates: readonly unknown[]): boolean {
  return candidates.some((one) => wrapPino(one) || wrapLogger(one));
}

/** Of ws both classes, which a bundle may hand over together. */
function wrapOther(candidates: readonly unknown[]): boolean {
  const isWrapped = candidates.map((one) => OTHERS.some((wrapOne) => wrapOne(one)));
  return isWrapped.includes(true);
}

const OTHERS = [wrapWs, wrapBetterSqlite3, wrapCommander, wrapBullmq, wrapKafkajs, wrapIoredis, wrapSsh2];

function describe(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const names = Object.keys(value);
  return `a module that exports ${names.length === 0 ? 'nothing' : names.slice(0, 5).join(', ')}`;
}
