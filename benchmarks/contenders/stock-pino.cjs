'use strict';
// Stock log correlation by itself: the Node SDK by its variables, and the instrumentation of pino. It reads every line again
// to send it, if it is not told that nobody wants it.
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { NodeSDK } = require('@opentelemetry/sdk-node');

const disableLogSending = process.env.OTEL_LOGS_EXPORTER === 'none';
new NodeSDK({ instrumentations: [new PinoInstrumentation({ disableLogSending })] }).start();
