import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import { bootstrapTelemetry, getTelemetryStatus } from '@throughline/node';

// Fetched before tracing starts, as modules do at their top.
const tracer = trace.getTracer('smoke');

assert.equal(bootstrapTelemetry({ serviceName: 'smoke' }), true);
assert.equal(getTelemetryStatus().service, 'smoke');

const { createServer, get } = await import('node:http');
const server = createServer((request, response) => response.end('hello'));

server.listen(0, '127.0.0.1', () => {
  tracer.startActiveSpan('work', (span) => {
    get({ host: '127.0.0.1', port: server.address().port }, (response) => {
      response.resume();
      response.on('end', () => {
        span.end();
        server.close();
      });
    });
  });
});
