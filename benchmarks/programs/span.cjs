'use strict';
// Makes spans by the API in bursts with a pause between, so that what exports them gets its turn and drops none. The CPU
// time of everything in the process counts, less that of as many pauses without spans.
const { setTimeout: sleep } = require('node:timers/promises');

const { trace } = require('@opentelemetry/api');

const PAUSE_MS = 50;
// Longer than the schedule delay that this measure sets.
const DRAIN_MS = 800;

const tracer = trace.getTracer('benchmark', '1.0.0');
const keys = Array.from({ length: 32 }, (_, index) => `benchmark.attribute.${index}`);

const cases = {
  none: () => {},
  full: () =>
    tracer.startActiveSpan('GET /orders/:id', (span) => {
      span.setAttribute('http.request.method', 'GET');
      span.setAttribute('http.route', '/orders/:id');
      span.setAttribute('http.response.status_code', 200);
      span.setAttribute('customer.id', 'customer-123');
      span.addEvent('cache miss');
      span.end();
    }),
  bare: () => tracer.startSpan('GET /orders/:id').end(),
  attributes: () => {
    const span = tracer.startSpan('GET /orders/:id');
    for (let index = 0; index < keys.length; index++) span.setAttribute(keys[index], 'customer-123');
    span.end();
  },
};

process.once('disconnect', () => process.exit());
process.on('message', ({ name, spans, burst }) => {
  run(cases[name], spans, burst).then((cpuMicros) => process.send({ cpuMicros }));
});
process.send({ ready: true });

async function run(makeSpan, spans, burst) {
  const before = process.cpuUsage();
  for (let made = 0; made < spans; made += burst) {
    for (let index = 0; index < burst; index++) makeSpan();
    await sleep(PAUSE_MS);
  }
  await sleep(DRAIN_MS);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
