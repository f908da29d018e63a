'use strict';
// The stock SDK by its variables, with no instrumentation: BullMQ has an interface of its own for telemetry, which the program
// gives `bullmq-otel`, and for NATS there is nothing, so that the program makes its spans by hand.
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [] }).start();
