import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Capture, startCapture } from './fixtures/client-capture.ts';
import { recordHandlerError } from './handler-error.ts';
import { httpServer } from './server.ts';

let capture: Capture;
beforeEach(() => {
  capture = startCapture(httpServer);
});
afterEach(() => capture.stop());

/** Answers one request with `handler`, and returns the messages of the exceptions on its span. */
async function exceptionsOf(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<unknown[]> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outgoing = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  outgoing.on('error', () => {});
  outgoing.on('response', (response) => response.resume().on('error', () => {}));
  const [span] = await capture.ended(1);
  server.close();
  return span.events.map(({ attributes }) => attributes?.['exception.message']);
}

const check = (
  name: string,
  errors: readonly unknown[],
  { status, expected }: { status: number; expected: unknown[] },
) => {
  test(name, async () => {
    const messages = await exceptionsOf((request, response) => {
      for (const error of errors) recordHandlerError(request, error);
      response.writeHead(status).end();
    });
    expect(messages).toEqual(expected);
  });
};
const one = new Error('one');
check('the first status of a server error', [one], { status: 500, expected: ['one'] });
check('the last status before', [one], { status: 499, expected: [] });
check('the same error reported again', [one, one], { status: 503, expected: ['one'] });
check('of several, the last', [one, new Error('two')], { status: 500, expected: ['two'] });
check('anything may be thrown', ['text'], { status: 500, expected: ['text'] });
check('even nothing', [undefined], { status: 500, expected: ['undefined'] });
check('without an error', [], { status: 500, expected: [] });

test('an error after the response is without effect', async () => {
  const messages = await exceptionsOf((request, response) => {
    response.on('finish', () => recordHandlerError(request, one));
    response.writeHead(500).end();
  });
  expect(messages).toEqual([]);
});

test('a response that is never complete has no status to judge by', async () => {
  const messages = await exceptionsOf((request, response) => {
    recordHandlerError(request, one);
    response.destroy();
  });
  expect(messages).toEqual([]);
});

test('a request that is not traced is left alone', () => {
  expect(() => recordHandlerError({ socket: {} } as IncomingMessage, one)).not.toThrow();
});
