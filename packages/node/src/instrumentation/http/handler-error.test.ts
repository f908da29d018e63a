import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Span } from '../../trace/span.ts';
import { findConnection } from './connection.ts';
import { type Capture, keysOf, startCapture } from './fixtures/client-capture.ts';
import { recordHandlerError } from './handler-error.ts';
import { httpServer } from './server.ts';

let capture: Capture;
beforeEach(() => {
  capture = startCapture(httpServer);
});
afterEach(() => capture.stop());

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers one request with `handler`, and returns its span. */
async function spanOf(handler: Handler): Promise<Span> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const outgoing = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  outgoing.on('error', () => {});
  outgoing.on('response', (response) => response.resume().on('error', () => {}));
  const [span] = await capture.ended(1);
  server.close();
  return span;
}

/** The messages of the exceptions on that span. */
async function exceptionsOf(handler: Handler): Promise<unknown[]> {
  const span = await spanOf(handler);
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

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

test.each([
  ['the class', new TypeError('broken'), 500, 'TypeError'],
  ['the name of a class of the application', new TimeoutError('late'), 503, 'TimeoutError'],
  ['the code of a system error', Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), 500, 'ECONNREFUSED'],
  ['the status where nothing has a class', 'text', 500, '500'],
  ['nothing below 500', new TypeError('broken'), 499, undefined],
])('error.type is %s', async (_name, error, status, expected) => {
  const span = await spanOf((request, response) => {
    recordHandlerError(request, error);
    response.writeHead(status).end();
  });
  expect(span.attributes['error.type']).toBe(expected);
  expect(keysOf(span).filter((key) => key === 'error.type')).toHaveLength(expected === undefined ? 0 : 1);
});

test('error.type that the application has set stays', async () => {
  const span = await spanOf((request, response) => {
    findConnection(request.socket)?.find(request)?.span.setAttribute('error.type', 'permission');
    recordHandlerError(request, one);
    response.writeHead(500).end();
  });
  expect(span.attributes['error.type']).toBe('permission');
});

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
