'use strict';
// The stock SDK by its variables, with the instrumentations of gRPC and ioredis. There is none of `node:sqlite`; the community's
// of better-sqlite3 wants versions up to 12, and with theirs of ws messages have no spans.
const { GrpcInstrumentation } = require('@opentelemetry/instrumentation-grpc');
const { IORedisInstrumentation } = require('@opentelemetry/instrumentation-ioredis');
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [new GrpcInstrumentation(), new IORedisInstrumentation()] }).start();
