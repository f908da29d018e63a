import { trace } from '@opentelemetry/api';
import { createServer } from 'node:http';

const server = createServer((request, response) => response.end('hello'));

server.listen(0, '127.0.0.1', () => {
  trace.getTracer('smoke').startActiveSpan('work', async (span) => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}`);
    await response.text();
    span.end();
    server.close();
    server.closeAllConnections();
  });
});
