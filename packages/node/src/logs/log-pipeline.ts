// Everything that makes and exports log records. Loaded only where they go somewhere.
import type { Configuration } from '../configuration/configuration.ts';
import { createTransport } from '../export/create-transport.ts';
import { ExportQueue } from '../export/export-queue.ts';
import type { Resource } from '../resource/resource.ts';
import type { AttributeBounds } from '../trace/attributes.ts';
import { RUNTIME_VERSION } from '../version.ts';
import { LogBatch } from './log-batch.ts';
import { LogSource, type ReadLine } from './log-source.ts';
import { LoggerProvider } from './logger-provider.ts';

export class LogPipeline {
  readonly queues: readonly ExportQueue[];
  readonly provider: LoggerProvider;
  readonly batch: LogBatch;
  /** Of the attributes of a record. */
  readonly bounds: AttributeBounds;

  constructor({ logs }: Configuration, resource: Resource) {
    const { exporters, attributeCountLimit, attributeValueLengthLimit } = logs;
    this.bounds = { countLimit: attributeCountLimit, lengthLimit: attributeValueLengthLimit };
    this.queues = exporters.map(
      (exporter) => new ExportQueue(createTransport(exporter), { ...exporter.batch, items: 'log records' }),
    );
    this.batch = new LogBatch({
      maxRecords: logs.batch.maxExportBatchSize,
      scheduleDelayMs: logs.batch.scheduleDelayMs,
      bounds: this.bounds,
      resource: () => resource.encoded(),
      deliver: (encoded) => {
        for (const queue of this.queues) queue.offer(encoded);
      },
    });
    this.provider = new LoggerProvider(this.batch, this.bounds);
  }

  /** Where the lines of a library become records. */
  createSource<Line>(library: string, read: ReadLine<Line>): LogSource<Line> {
    return new LogSource({ name: `@throughline/node/${library}`, version: RUNTIME_VERSION }, read, this.batch);
  }
}
