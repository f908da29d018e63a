import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAttribute } from '../../trace/attributes.ts';
import { type Capture, startCapture } from './fixtures/client-capture.ts';
import { setHttpRoute } from './route.ts';
import { httpServer } from './server.ts';

let capture: Capture;
beforeEach(() => {
  capture = startCapture(httpServer);
});
afterEach(() => capture.stop());

const check = (how: string, answer: (request: IncomingMessage, response: ServerResponse) => void): void => {
  test(`stands on the span of a request that ${how}`, async () => {
    const server = createServer((request, response) => {
      setHttpRoute(request, '/users/:id');
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const outgoing = get({ port, host: '127.0.0.1', path: '/users/7', agent: false });
    outgoing.on('error', () => {});
    outgoing.on('response', (response) => response.resume().on('error', () => {}));
    const [span] = await capture.ended(1);
    server.close();
    expect([span.name, findAttribute(span.flatAttributes, 'http.route')]).toEqual(['GET /users/:id', '/users/:id']);
  });
};
check('is answered', (_request, response) => response.end());
check('is broken off in mid-answer', (_request, response) => {
  response.write('half', () => response.destroy());
});
check('is broken off before an answer', (request) => request.socket.destroy());
