const http = require('node:http');
const { trace } = require('@opentelemetry/api');

const server = http.createServer((request, response) => response.end('hello'));

server.listen(0, '127.0.0.1', () => {
  trace.getTracer('smoke').startActiveSpan('work', (span) => {
    http.get({ host: '127.0.0.1', port: server.address().port }, (response) => {
      response.resume();
      response.on('end', () => {
        span.end();
        server.close();
      });
    });
  });
});
