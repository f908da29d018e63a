'use strict';
// Preloaded before a contender: keeps the URL of every module that is loaded, required or imported.
const { registerHooks } = require('node:module');

const urls = (globalThis.benchmarkLoadedModules = []);

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('node:')) urls.push(url);
    return nextLoad(url, context);
  },
});
