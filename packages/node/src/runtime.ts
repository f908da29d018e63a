// The composition: configuration in, everything wired, one object out. Loaded only when tracing is on.
import type { Configuration } from './configuration/configuration.ts';
import { AsyncContextManager } from './context/context-manager.ts';
import { report, setLogLevel } from './diagnostics/reporter.ts';
import { ExportQueue } from './export/export-queue.ts';
import { OtlpHttpTransport } from './export/otlp-http-transport.ts';
import { SpanBatch } from './export/span-batch.ts';
import { httpServer } from './instrumentation/http/server.ts';
import { StandardPropagator } from './propagation/text-map-propagator.ts';
import { Resource } from './resource/resource.ts';
import { ALWAYS_ON } from './sampling/always.ts';
import { ParentBased } from './sampling/parent-based.ts';
import { TracerProvider } from './trace/tracer-provider.ts';
import { TracerShared } from './trace/tracer-shared.ts';

export class Runtime {
  readonly batch: SpanBatch;
  readonly queues: ExportQueue[];
  readonly provider: TracerProvider;

  constructor(configuration: Configuration) {
    setLogLevel(configuration.logLevel);
    const resource = new Resource(configuration.resourceAttributes, configuration.resourceDetectors);
    this.queues = configuration.exporters.flatMap((exporter) =>
      exporter.kind === 'otlp' ? [new ExportQueue(new OtlpHttpTransport(exporter), exporter.batch)] : [],
    );
    this.batch = new SpanBatch({
      maxSpans: configuration.batch.maxExportBatchSize,
      scheduleDelayMs: configuration.batch.scheduleDelayMs,
      resource: () => resource.encoded(),
      deliver: (batch) => {
        for (const queue of this.queues) queue.offer(batch);
      },
    });
    const shared = new TracerShared({
      sampler: new ParentBased(ALWAYS_ON),
      sink: this.batch,
      limits: configuration.limits,
      resource: () => resource,
    });
    this.provider = new TracerProvider(shared);
    const propagator = new StandardPropagator(configuration.propagators);
    registerGlobals(this.provider, propagator);
    httpServer.enable({ provider: this.provider, propagator, isW3c: true, http: configuration.http });
    process.once('beforeExit', () => {
      this.batch.close();
      for (const queue of this.queues) void queue.drain(configuration.shutdownDeadlineMs);
    });
  }
}

const API = Symbol.for('opentelemetry.js.api.1');

function registerGlobals(trace: TracerProvider, propagation: StandardPropagator): void {
  const slots = globalThis as unknown as Record<symbol, object | undefined>;
  if (slots[API] !== undefined) report('warn', 'another OpenTelemetry SDK registered first');
  slots[API] = { version: '1.10.0', trace, propagation, context: new AsyncContextManager() };
}
