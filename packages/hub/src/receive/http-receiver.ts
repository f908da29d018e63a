// OTLP/HTTP: POST /v1/traces, /v1/logs, /v1/metrics.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { encodeExportResponse } from '@throughline/wire/decode';
import type { Ingest } from '../admit/ingest.ts';
import type { Signal } from '../store/engine.ts';
import { readBody } from './read-body.ts';

const SIGNALS: Readonly<Record<string, Signal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
};

export function createHttpReceiver(ingest: Ingest): Server {
  return createServer((request, response) => {
    void answer(ingest, request, response);
  });
}

async function answer(ingest: Ingest, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signal = SIGNALS[request.url ?? ''];
  if (signal === undefined || request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }
  try {
    const partial = await ingest.keep(signal, await readBody(request));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(encodeExportResponse(partial));
  } catch (error) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end((error as Error).message);
  }
}
