// What tracing adds to a request of `node:http`, without the request: the two channel events, the span, its bytes.
// Run: npx node --conditions=throughline-source packages/node/src/instrumentation/http/server.bench.ts
import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { bench, do_not_optimize, run } from 'mitata';
import { resolveConfiguration } from '../../configuration/resolve-configuration.ts';
import { SpanBatch } from '../../export/span-batch.ts';
import { StandardPropagator } from '../../propagation/text-map-propagator.ts';
import { createSampler } from '../../sampling/create-sampler.ts';
import { TracerProvider } from '../../trace/tracer-provider.ts';
import { TracerShared } from '../../trace/tracer-shared.ts';
import { httpServer } from './server.ts';

const { configuration } = resolveConfiguration(undefined, {});
const batch = new SpanBatch({
  maxSpans: 512,
  scheduleDelayMs: 5000,
  resource: () => new Uint8Array(0),
  deliver: (encoded) => do_not_optimize(encoded),
});
const provider = new TracerProvider(
  new TracerShared({
    sampler: createSampler(configuration.sampler),
    sink: batch,
    limits: configuration.limits,
    resource: () => undefined,
  }),
);
httpServer.enable({
  provider,
  propagator: new StandardPropagator(configuration.propagators),
  isW3c: true,
  http: configuration.http,
  libraries: configuration.libraries,
});

const socket = Object.assign(new EventEmitter(), { remoteAddress: '127.0.0.1', remotePort: 4711, localPort: 80 });
const started = channel('http.server.request.start');
const finished = channel('http.server.response.finish');

function exchange(headers: readonly string[]): void {
  const request = { rawHeaders: headers, method: 'GET', url: '/hello', httpVersion: '1.1', socket };
  const message = { request, response: { statusCode: 200 }, socket, server: undefined };
  started.publish(message);
  finished.publish(message);
}

const plain = ['Host', '127.0.0.1:80', 'User-Agent', 'bench/1.0', 'Accept', '*/*', 'Connection', 'keep-alive'];
const called = [...plain, 'traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'];

bench('request without a parent', () => exchange(plain));
bench('request with a traceparent', () => exchange(called));

await run();
