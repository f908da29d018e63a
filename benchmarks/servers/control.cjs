'use strict';
// Answers over IPC what this process has cost so far, all threads included. No HTTP, so no span of its own.
exports.announce = function announce(server) {
  process.on('message', () => process.send(readStatus()));
  process.once('disconnect', () => process.exit());
  // The connections of the load stay open while other servers have their turn.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => process.send({ ready: true }));

  function readStatus() {
    const { user, system } = process.cpuUsage();
    return { port: server.address().port, cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  }
};
