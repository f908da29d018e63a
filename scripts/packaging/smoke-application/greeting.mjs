// An application that asks itself, and has a span of its own on both sides.
import { trace } from '@opentelemetry/api';
import { createServer } from 'node:http';

const tracer = trace.getTracer('smoke');
const server = createServer((request, response) => {
  tracer.startActiveSpan('greet', (span) => {
    response.end('hello');
    span.end();
  });
});

server.listen(0, '127.0.0.1', () => {
  tracer.startActiveSpan('work', async (span) => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}`);
    console.log(response.status, await response.text());
    span.end();
    server.close();
    server.closeAllConnections();
  });
});
