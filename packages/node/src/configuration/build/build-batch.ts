import type { BatchConfiguration } from '../configuration.ts';
import type { Settings } from '../settings.ts';

export function buildBatch(settings: Settings, warnings: string[]): BatchConfiguration {
  return createBatch(
    {
      scheduleDelayMs: settings.get('batch.scheduleDelayMs'),
      exportTimeoutMs: settings.get('batch.exportTimeoutMs'),
      maxExportBatchSize: settings.find('batch.maxExportBatchSize'),
      maxQueueSize: settings.find('batch.maxQueueSize'),
      maxQueueBytes: settings.get('batch.maxQueueBytes'),
      keep: settings.get('batch.keep'),
    },
    { subject: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', warnings },
  );
}

const DEFAULT_BATCH_SIZE = 512;

/** A batch that fits into its queue. `maxExportBatchSize` is undefined if nobody chose one. */
export function createBatch(
  wanted: Omit<BatchConfiguration, 'maxExportBatchSize'> & { readonly maxExportBatchSize: number | undefined },
  report: { subject: string; warnings: string[] },
): BatchConfiguration {
  const { maxExportBatchSize: size = DEFAULT_BATCH_SIZE, maxQueueSize = Infinity } = wanted;
  if (wanted.maxExportBatchSize !== undefined && size > maxQueueSize) {
    const need = `at most ${maxQueueSize}, the size of the queue`;
    report.warnings.push(`cannot use ${report.subject}: got ${size}, need ${need}; using ${maxQueueSize}`);
  }
  return Object.freeze({ ...wanted, maxExportBatchSize: Math.min(size, maxQueueSize) });
}
