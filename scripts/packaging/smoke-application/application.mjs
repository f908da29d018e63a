import { trace } from '@opentelemetry/api';
import { createServer, get } from 'node:http';

const server = createServer((request, response) => response.end('hello'));

server.listen(0, '127.0.0.1', () => {
  trace.getTracer('smoke').startActiveSpan('work', (span) => {
    get({ host: '127.0.0.1', port: server.address().port }, (response) => {
      response.resume();
      response.on('end', () => {
        span.end();
        server.close();
      });
    });
  });
});
