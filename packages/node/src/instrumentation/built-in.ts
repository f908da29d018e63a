import type { Instrumentation } from './instrumentation.ts';
import { amqplib } from './amqplib/spans.ts';
import { betterSqlite3 } from './better-sqlite3/spans.ts';
import { bullmq } from './bullmq/spans.ts';
import { childProcess } from './child-process/spans.ts';
import { commander } from './command-line/spans.ts';
import { connect } from './connect/spans.ts';
import { consoleLog } from './console-log/logs.ts';
import { express } from './express/spans.ts';
import { fastify } from './fastify/spans.ts';
import { grpcJs } from './grpc-js/spans.ts';
import { h3 } from './h3/spans.ts';
import { hono } from './hono/spans.ts';
import { httpClient } from './http/client.ts';
import { httpServer } from './http/server.ts';
import { ioredis } from './ioredis/spans.ts';
import { kafkajs } from './kafkajs/spans.ts';
import { koa } from './koa/spans.ts';
import { nats } from './nats/spans.ts';
import { net } from './net/spans.ts';
import { pino } from './pino/logs.ts';
import { redis } from './redis/spans.ts';
import { sqlite } from './sqlite/spans.ts';
import { ssh2 } from './ssh2/spans.ts';
import { undici } from './undici/spans.ts';
import { ws } from './ws/spans.ts';
import { winston } from './winston/logs.ts';

/** The instrumentations that come with the runtime, by the name that switches them off. */
export const BUILT_IN: readonly Instrumentation[] = [
  httpServer,
  httpClient,
  undici,
  express,
  fastify,
  koa,
  hono,
  h3,
  sqlite,
  betterSqlite3,
  ws,
  childProcess,
  commander,
  net,
  grpcJs,
  connect,
  ioredis,
  redis,
  ssh2,
  bullmq,
  nats,
  amqplib,
  kafkajs,
  consoleLog,
  pino,
  winston,
];
