'use strict';
// Writes lines with pino, four in each span, synchronously to nowhere: what the kernel does with a line is the same for all.
// Bursts with a pause between, so that what exports lines gets its turn and drops none. The CPU time of everything in the
// process counts; `none` is the same without lines, to take off.
const { setTimeout: sleep } = require('node:timers/promises');

const { trace } = require('@opentelemetry/api');
const pino = require('pino');

const PAUSE_MS = 10;
// Longer than the schedule delay that this measure sets.
const DRAIN_MS = 800;
const LINES_PER_SPAN = 4;
const BURST = 1000;

const tracer = trace.getTracer('benchmark', '1.0.0');
const log = pino(pino.destination({ dest: '/dev/null', sync: true }));

const cases = {
  none: () => {},
  line: (index) => log.info({ user: index, path: '/orders/7', status: 200 }, 'request completed'),
};

process.once('disconnect', () => process.exit());
process.on('message', ({ name, lines }) => {
  run(cases[name], lines).then((cpuMicros) => process.send({ cpuMicros, isStamped: isStamped() }));
});
process.send({ ready: true });

async function run(write, lines) {
  const before = process.cpuUsage();
  for (let made = 0; made < lines; made += BURST) {
    for (let index = 0; index < BURST; index += LINES_PER_SPAN) {
      tracer.startActiveSpan('GET /orders/:id', (span) => {
        for (let line = 0; line < LINES_PER_SPAN; line++) write(index);
        span.end();
      });
    }
    await sleep(PAUSE_MS);
  }
  await sleep(DRAIN_MS);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function isStamped() {
  let text = '';
  const probe = pino({}, { write: (line) => (text = line) });
  tracer.startActiveSpan('probe', (span) => {
    probe.info('probe');
    span.end();
  });
  return /"trace_id":"[0-9a-f]{32}"/.test(text);
}
