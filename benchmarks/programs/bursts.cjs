'use strict';
// Does what it is told over IPC in bursts with a pause between, so that what exports spans gets its turn and drops none. The
// CPU time of everything in the process counts; `none` is as many pauses without anything, to take off.
const { setTimeout: sleep } = require('node:timers/promises');

const PAUSE_MS = 10;
// Longer than the schedule delay that these measures set.
const DRAIN_MS = 800;

/** @param cases - functions by name: `(count) => Promise<void>`, done when all of it is. */
function serveBursts(cases) {
  const all = { ...cases, none: async () => {} };
  process.once('disconnect', () => process.exit());
  process.on('message', async ({ name, bursts, burst }) => {
    const cpuMicros = await run(all[name], bursts, burst);
    process.send({ cpuMicros });
  });
  process.send({ ready: true });
}

async function run(operate, bursts, burst) {
  const before = process.cpuUsage();
  for (let done = 0; done < bursts; done++) {
    await operate(burst);
    await sleep(PAUSE_MS);
  }
  await sleep(DRAIN_MS);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

module.exports = { serveBursts };
