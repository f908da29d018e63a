// The composition: a configuration in, everything wired, one object out. Loaded only when tracing is on.
import type { Configuration, ExporterConfiguration } from './configuration/configuration.ts';
import type { StandardSpanProcessor } from './configuration/standard-objects.ts';
import type { TelemetryOptions } from './configuration/telemetry-options.ts';
import { AsyncContextManager } from './context/context-manager.ts';
import { registerGlobals } from './context/register-globals.ts';
import { apiCopies } from './diagnostics/api-copies.ts';
import { reportIgnoredOptions } from './diagnostics/ignored-options.ts';
import { report, saidMessages, setLogLevel } from './diagnostics/reporter.ts';
import type { ActiveStatus, ExporterStatus } from './diagnostics/status.ts';
import { createTransport } from './export/create-transport.ts';
import { ExportQueue } from './export/export-queue.ts';
import { ExporterProcessor } from './export/exporter-processor.ts';
import { ProcessorList } from './export/processor-list.ts';
import { SpanBatch } from './export/span-batch.ts';
import type { InstrumentationContext } from './instrumentation/instrumentation.ts';
import { selectBuiltIn } from './instrumentation/select-built-in.ts';
import { load } from './load.ts';
import type { LogPipeline } from './logs/log-pipeline.ts';
import { stampedLibraries } from './logs/stamped-libraries.ts';
import { createPropagator } from './propagation/create-propagator.ts';
import { configureTrustBoundary } from './propagation/trust-boundary.ts';
import { configureTextRedaction } from './redaction/redact.ts';
import { configureSensitiveKeys } from './redaction/sensitive-keys.ts';
import { Resource } from './resource/resource.ts';
import { createSampler } from './sampling/create-sampler.ts';
import { TracerProvider } from './trace/tracer-provider.ts';
import { type SpanSink, TracerShared } from './trace/tracer-shared.ts';

/** Where spans go when nobody exports them. */
const DISCARD: SpanSink = { end() {} };

/** Everything that runs while tracing is on. */
export class Runtime {
  readonly configuration: Configuration;
  readonly provider: TracerProvider;
  /** Of spans, then of log records. */
  readonly queues: readonly ExportQueue[];
  readonly #logs: LogPipeline | undefined;
  readonly #spanQueues: readonly ExportQueue[];
  readonly #batch: SpanBatch;
  readonly #sink: SpanSink;
  readonly #running: string[] = [];
  readonly #undo: (() => void)[] = [];
  #processors: readonly StandardSpanProcessor[];

  constructor(configuration: Configuration) {
    setLogLevel(configuration.logLevel);
    const { redaction } = configuration;
    configureSensitiveKeys(redaction.enabled, redaction.keys);
    configureTextRedaction(redaction.enabled, redaction.patterns);
    configureTrustBoundary(configuration.baggage);
    const resource = new Resource(configuration.resourceAttributes, configuration.resourceDetectors);
    this.configuration = configuration;
    const queues = configuration.exporters.map(
      (exporter) => new ExportQueue(createTransport(exporter), exporter.batch),
    );
    this.#spanQueues = queues;
    this.#logs = createLogs(configuration, resource);
    this.queues = [...queues, ...(this.#logs?.queues ?? [])];
    this.#batch = createBatch(configuration, { resource, queues });
    this.#sink = queues.length === 0 ? DISCARD : this.#batch;
    this.provider = new TracerProvider(this.#createShared(resource), () => this.flush());
    const exporters = configuration.spanExporters.map((one) => new ExporterProcessor(one, configuration.batch));
    this.#processors = [...configuration.spanProcessors, ...exporters];
    this.#applyProcessors();
    this.#start();
  }

  /** The exporters that the queues belong to, in their order. */
  get exporters(): readonly ExporterConfiguration[] {
    return [...this.configuration.exporters, ...this.configuration.logs.exporters];
  }

  /** Closes the current batches: from now on only the queues hold anything. */
  closeBatch(): void {
    this.#batch.close();
    this.#logs?.batch.close();
  }

  /** Whether anything waits to be delivered. */
  hasPending(): boolean {
    // What a processor of the application holds back only it knows.
    const isBatched = this.#batch.hasSpans() || this.#logs?.batch.isEmpty === false;
    return isBatched || this.pendingSpans() > 0 || this.#processors.length > 0;
  }

  /** Spans that have ended, and log records, since the start. */
  finishedItems(): number {
    return this.provider.shared.counters.ended + (this.#logs?.batch.counters.logged ?? 0);
  }

  /** Spans and log records that wait in the queues or are under way. */
  pendingSpans(): number {
    return this.queues.reduce((sum, queue) => sum + queue.queuedSpans, 0);
  }

  /** Delivers what has ended. @returns whether all of it went out within the shutdown deadline. */
  async flush(): Promise<boolean> {
    this.closeBatch();
    const { shutdownDeadlineMs } = this.configuration;
    const flushed = this.provider.shared.processors?.finish('forceFlush', shutdownDeadlineMs);
    const drained = await Promise.all(this.queues.map((queue) => queue.drain(shutdownDeadlineMs)));
    await flushed;
    return drained.every(Boolean);
  }

  /** Stops making spans, delivers what has ended, and closes every exporter. Never rejects. */
  async shutdown(): Promise<void> {
    for (const undo of this.#undo.splice(0).toReversed()) undo();
    this.provider.shared.active = false;
    await this.flush();
    await this.provider.shared.processors?.finish('shutdown', this.configuration.shutdownDeadlineMs);
    for (const queue of this.queues) queue.close();
  }

  /** Adds a processor of the application. @returns how to take it out. */
  addSpanProcessor(processor: StandardSpanProcessor): () => void {
    this.#processors = [...this.#processors, processor];
    this.#applyProcessors();
    return () => {
      this.#processors = this.#processors.filter((one) => one !== processor);
      this.#applyProcessors();
    };
  }

  /** Wraps a library that is part of the application's bundle. @returns whether it was recognised. */
  instrument(moduleObject: unknown): boolean {
    const { instrument } = load<typeof import('./instrumentation/module-hooks/instrument.ts')>(
      'instrumentation/module-hooks/instrument',
    );
    return instrument(moduleObject);
  }

  /** Says that the options of a later start have no effect. */
  ignore(options: TelemetryOptions): void {
    reportIgnoredOptions(options);
  }

  /** Something to undo at shutdown. */
  onShutdown(undo: () => void): void {
    this.#undo.push(undo);
  }

  status(warnings: readonly string[]): ActiveStatus {
    const { configuration } = this;
    const { sampler, counters } = this.provider.shared;
    return {
      enabled: true,
      service: configuration.serviceName,
      sampler: sampler.toString(),
      propagators: configuration.textMapPropagator === undefined ? configuration.propagators : ['custom'],
      instrumentations: [...this.#running],
      exporters: this.#spanQueues.map(describeQueue),
      spans: { started: counters.started, open: counters.started - counters.ended, unsampled: counters.unsampled },
      logs: {
        stamped: stampedLibraries(),
        records: this.#logs?.batch.counters.logged ?? 0,
        unreadable: this.#logs?.batch.counters.unreadable ?? 0,
        exporters: (this.#logs?.queues ?? []).map(describeQueue),
      },
      apiCopies: apiCopies(),
      warnings,
      messages: saidMessages(),
    };
  }

  #createShared(resource: Resource): TracerShared {
    const { configuration } = this;
    return new TracerShared({
      sampler: createSampler(configuration.sampler),
      sink: this.#sink,
      limits: configuration.limits,
      resource: () => resource,
      idGenerator: configuration.idGenerator,
      baggage: configuration.baggage,
    });
  }

  #applyProcessors(): void {
    const list = this.#processors.length === 0 ? undefined : new ProcessorList(this.#processors, this.#sink);
    this.provider.shared.useProcessors(list, this.#sink);
  }

  #start(): void {
    const { configuration, provider } = this;
    const { propagator, isW3c } = createPropagator(configuration);
    const manager = new AsyncContextManager();
    const { http, libraries } = configuration;
    const { stampConsole } = configuration.logs;
    if (this.#logs !== undefined) this.#undo.push(this.#logs.provider.register());
    this.#undo.push(registerGlobals({ trace: provider, context: manager, propagation: propagator }));
    this.#enableBuiltIn({ provider, propagator, isW3c, http, libraries, logs: this.#logs, stampConsole });
    for (const instrumentation of configuration.instrumentations) {
      this.#guarded(instrumentation.instrumentationName, () => {
        instrumentation.setTracerProvider(provider as never);
        instrumentation.enable();
        return () => instrumentation.disable();
      });
    }
  }

  #enableBuiltIn(context: InstrumentationContext): void {
    for (const instrumentation of selectBuiltIn(this.configuration.builtInInstrumentations)) {
      this.#guarded(instrumentation.name, () => instrumentation.enable(context));
    }
  }

  /** An instrumentation that cannot start is left out; the others and the application go on. */
  #guarded(name: string, enable: () => () => void): void {
    try {
      this.#undo.push(enable());
      this.#running.push(name);
    } catch (error) {
      report('error', `cannot start instrumentation ${name}: ${String(error)}; it is left out`);
    }
  }
}

function createBatch(
  { batch, exporters }: Configuration,
  { resource, queues }: { resource: Resource; queues: readonly ExportQueue[] },
): SpanBatch {
  const all = exporters.map((exporter) => exporter.batch);
  const simple = exporters.length > 0 && exporters.every((exporter) => exporter.simple);
  return new SpanBatch({
    maxSpans: simple ? 1 : Math.min(batch.maxExportBatchSize, ...all.map((one) => one.maxExportBatchSize)),
    scheduleDelayMs: Math.min(batch.scheduleDelayMs, ...all.map((one) => one.scheduleDelayMs)),
    resource: () => resource.encoded(),
    deliver: (encoded) => {
      for (const queue of queues) queue.offer(encoded);
    },
  });
}

function createLogs(configuration: Configuration, resource: Resource): LogPipeline | undefined {
  if (configuration.logs.exporters.length === 0) return undefined;
  const pipeline = load<typeof import('./logs/log-pipeline.ts')>('logs/log-pipeline');
  return new pipeline.LogPipeline(configuration, resource);
}

function describeQueue(queue: ExportQueue): ExporterStatus {
  const { transport, counters, lastError, queuedSpans } = queue;
  const { name, endpoint } = transport;
  return {
    name,
    endpoint,
    ...counters,
    queued: queuedSpans,
    lastError: lastError?.message,
    lastErrorAt: lastError?.at,
  };
}
