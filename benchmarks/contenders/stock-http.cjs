'use strict';
// The leanest stock set-up that a user would write: the Node SDK by its variables, and the HTTP instrumentation.
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [new HttpInstrumentation()] }).start();
