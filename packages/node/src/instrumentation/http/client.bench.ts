// What tracing adds to a request of `node:http`, without the network: the channel events, the headers, the span, its
// bytes. The first line is the request object itself, to be taken off the others.
// Run: npx node --conditions=throughline-source packages/node/src/instrumentation/http/client.bench.ts
import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { OutgoingMessage } from 'node:http';
import { bench, do_not_optimize, run } from 'mitata';
import { resolveConfiguration } from '../../configuration/resolve-configuration.ts';
import { storage } from '../../context/context-manager.ts';
import { ROOT, withSpan } from '../../context/context.ts';
import { SpanBatch } from '../../export/span-batch.ts';
import { StandardPropagator } from '../../propagation/text-map-propagator.ts';
import { ALWAYS_OFF } from '../../sampling/always.ts';
import { createSampler } from '../../sampling/create-sampler.ts';
import { TracerProvider } from '../../trace/tracer-provider.ts';
import { TracerShared } from '../../trace/tracer-shared.ts';
import { httpClient } from './client.ts';

const { configuration } = resolveConfiguration(undefined, {});
const batch = new SpanBatch({
  maxSpans: 512,
  scheduleDelayMs: 5000,
  resource: () => new Uint8Array(0),
  deliver: (encoded) => do_not_optimize(encoded),
});
const provider = new TracerProvider(
  new TracerShared({
    sampler: process.argv.includes('--off') ? ALWAYS_OFF : createSampler(configuration.sampler),
    sink: batch,
    limits: configuration.limits,
    resource: () => undefined,
  }),
);
httpClient.enable({
  provider,
  propagator: new StandardPropagator(configuration.propagators),
  isW3c: true,
  http: configuration.http,
  libraries: configuration.libraries,
});

const socket = { remoteAddress: '127.0.0.1', remotePort: 8080 };

class Request extends OutgoingMessage {
  readonly method = 'GET';
  readonly host = 'shop.example';
  readonly protocol = 'http:';
  readonly path = '/orders/1234';
  readonly socketPath = undefined;
  res: unknown = null;
}

class Response extends EventEmitter {
  readonly statusCode = 200;
  readonly httpVersion = '1.1';
  readonly socket = socket;
  readonly complete = true;
  readonly errored = null;
  req: unknown = null;
}

const created = channel('http.client.request.created');
const answered = channel('http.client.response.finish');
const active = withSpan(ROOT, provider.getTracer('bench').startSpan('caller'));

function exchange(isTraced: boolean): void {
  const request = new Request();
  request.setHeader('Host', 'shop.example:8080');
  if (isTraced) created.publish({ request });
  const response = new Response();
  if (isTraced) answered.publish({ request, response });
  request.res = response;
  response.req = request;
  response.emit('end');
  request.emit('close');
}

bench('the request objects alone', () => exchange(false));
bench('a client span', () => exchange(true));
bench('a client span with a parent', () => storage.run(active, exchange, true));

await run();
