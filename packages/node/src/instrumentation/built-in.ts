import type { Instrumentation } from './instrumentation.ts';
import { childProcess } from './child-process/spans.ts';
import { connect } from './connect/spans.ts';
import { consoleLog } from './console-log/logs.ts';
import { express } from './express/spans.ts';
import { fastify } from './fastify/spans.ts';
import { httpClient } from './http/client.ts';
import { httpServer } from './http/server.ts';
import { ioredis } from './ioredis/spans.ts';
import { ofBuiltin, ofPackage } from './library.ts';
import { net } from './net/spans.ts';
import { redis } from './redis/spans.ts';
import { undici } from './undici/spans.ts';

/**
 * The instrumentations that come with the runtime, by the name that switches them off. Those that also work where their library
 * is part of a bundle, because it publishes by itself, are loaded in any case.
 */
export const BUILT_IN: readonly Instrumentation[] = [
  httpServer,
  httpClient,
  undici,
  express,
  fastify,
  ofPackage({ name: 'koa', file: 'koa/spans', export: 'koa' }),
  ofPackage({ name: 'hono', file: 'hono/spans', export: 'hono' }),
  ofPackage({ name: 'h3', file: 'h3/spans', export: 'h3' }),
  ofBuiltin('node:sqlite', { name: 'sqlite', file: 'sqlite/spans', export: 'sqlite' }),
  ofPackage({ name: 'better-sqlite3', file: 'better-sqlite3/spans', export: 'betterSqlite3' }),
  ofPackage({ name: 'ws', file: 'ws/spans', export: 'ws' }),
  childProcess,
  ofPackage({ name: 'commander', file: 'command-line/spans', export: 'commander' }),
  net,
  ofPackage({ name: 'grpc-js', packages: ['@grpc/grpc-js'], file: 'grpc-js/spans', export: 'grpcJs' }),
  connect,
  ioredis,
  redis,
  ofPackage({ name: 'ssh2', file: 'ssh2/spans', export: 'ssh2' }),
  ofPackage({ name: 'bullmq', file: 'bullmq/spans', export: 'bullmq' }),
  ofPackage({ name: 'nats', packages: ['nats', '@nats-io/nats-core'], file: 'nats/spans', export: 'nats' }),
  ofPackage({ name: 'amqplib', file: 'amqplib/spans', export: 'amqplib' }),
  ofPackage({ name: 'kafkajs', file: 'kafkajs/spans', export: 'kafkajs' }),
  consoleLog,
  ofPackage({ name: 'pino', file: 'pino/logs', export: 'pino' }),
  ofPackage({ name: 'winston', file: 'winston/logs', export: 'winston' }),
];
