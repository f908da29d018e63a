// An application that knows nothing of tracing: Express, three requests, the last of which fails.
const express = require('express');

const app = express();
app.get('/articles/:name', (request, response) => response.json({ name: request.params.name, count: 12 }));
app.get('/orders', (request, response, next) => {
  const { port } = request.socket.address();
  fetch(`http://127.0.0.1:${port}/articles/lamp`)
    .then((article) => article.json())
    .then((ordered) => response.json({ ordered }), next);
});
app.get('/boom', () => {
  throw new Error('boom');
});
// Without it, Express prints the stack.
app.use((error, request, response, next) => (response.headersSent ? next(error) : response.status(500).end()));

const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const path of ['/orders', '/articles/chair', '/boom']) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    console.log(response.status, await response.text());
  }
  server.close();
  server.closeAllConnections();
});
