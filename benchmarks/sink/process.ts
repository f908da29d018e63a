// A backend for every contender in one process: one listener each, so that what arrives is counted for whom it is from.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { countEnvelopeSpans } from './envelope.ts';
import { countAgentSpans } from './msgpack.ts';
import { countOtlpSpans } from './otlp.ts';
import { type Count, createReceived, type Received } from './received.ts';

export type SinkMessage = { readonly listen: string } | { readonly received: string };

const received: Record<string, Received> = {};

process.on('message', (message: SinkMessage) => {
  if ('listen' in message) listen(message.listen);
  else process.send?.(received[message.received]);
});
process.once('disconnect', () => process.exit());
process.send?.({ ready: true });

function listen(name: string): void {
  const counts = (received[name] = createReceived());
  const server = createServer((request, response) => receive(request, response, counts));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

function receive(request: IncomingMessage, response: ServerResponse, counts: Received): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (chunks.length > 0) add(request, Buffer.concat(chunks), counts);
    answer(request.url ?? '', response);
  });
}

function add({ url = '', headers }: IncomingMessage, body: Buffer, counts: Received): void {
  counts.posts++;
  counts.bytes += body.length;
  try {
    const { spans, requests } = count(url, headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    counts.spans += spans;
    counts.requests += requests;
  } catch (error) {
    counts.unreadable++;
    console.error(`sink: ${url}: ${(error as Error).message}`);
  }
}

function count(url: string, body: Buffer): Count {
  // Requests with log records have the same shape.
  if (url.startsWith('/v1/')) return { ...countOtlpSpans(body), ...(url === '/v1/logs' && { requests: 0 }) };
  if (url === '/v0.4/traces') return countAgentSpans(body);
  if (url.includes('/envelope/')) return countEnvelopeSpans(body);
  return { spans: 0, requests: 0 };
}

/** OTLP takes an empty message for success, Datadog a JSON object; `/info` is answered as by an agent without it. */
function answer(url: string, response: ServerResponse): void {
  response.statusCode = url === '/info' ? 404 : 200;
  response.setHeader('content-type', url.startsWith('/v1/') ? 'application/x-protobuf' : 'application/json');
  response.end(url.startsWith('/v1/') ? '' : '{}');
}
