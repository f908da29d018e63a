'use strict';
// Says that the application's first line has been reached, and what it took to get there. Writes to the descriptor
// itself, because loading the console or a stream would be part of the figure.
const { user, system } = process.cpuUsage();
const figures = {
  cpuMicros: user + system,
  rssBytes: process.memoryUsage.rss(),
  loaded: globalThis.benchmarkLoadedModules,
};
require('node:fs').writeSync(1, `${JSON.stringify(figures)}\n`);
