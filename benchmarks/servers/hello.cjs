'use strict';
// CommonJS, because the stock SDK makes no HTTP spans in an ES module without a loader of its own.
const http = require('node:http');

const { announce } = require('./control.cjs');

const server = http.createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 12 });
  response.end('hello world\n');
});

announce(server);
