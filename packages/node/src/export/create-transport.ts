import type { ExporterConfiguration, OtlpExporterConfiguration } from '../configuration/configuration.ts';
import { LazyTransport } from './lazy-transport.ts';
import { redactUrl } from './redact-url.ts';
import type { Transport } from './transport.ts';

/**
 * The transport of an exporter. Its module is loaded with the first batch, and no other one at all.
 *
 * The batch processor's export timeout bounds one attempt, not all of them: a batch is kept for as long as the budget of
 * the queue allows.
 */
export function createTransport(exporter: ExporterConfiguration): Transport {
  switch (exporter.kind) {
    case 'otlp':
      return createOtlpTransport(withExportTimeout(exporter));
    case 'console':
      return new LazyTransport({
        name: 'console',
        endpoint: 'stdout',
        maxConcurrency: 1,
        load: () => loadConsole(exporter.signal),
      });
    case 'file':
      return new LazyTransport({
        name: 'file',
        endpoint: exporter.path,
        maxConcurrency: 1,
        load: async () => new (await import('./file-transport.ts')).FileTransport(exporter.path),
      });
    case 'otlp/stdout':
      return new LazyTransport({
        name: 'otlp/stdout',
        endpoint: 'stdout',
        maxConcurrency: 1,
        load: async () => new (await import('./stdout-transport.ts')).StdoutTransport(exporter.signal),
      });
  }
}

async function loadConsole(signal: 'logs' | undefined): Promise<Transport> {
  if (signal === 'logs') return new (await import('../logs/console-log-transport.ts')).ConsoleLogTransport();
  return new (await import('./console-transport.ts')).ConsoleTransport();
}

function createOtlpTransport(exporter: OtlpExporterConfiguration): Transport {
  const names = { name: `otlp ${exporter.protocol}`, endpoint: redactUrl(new URL(exporter.url)) };
  if (exporter.protocol === 'grpc') {
    const load = async () => new (await import('./otlp-grpc-transport.ts')).OtlpGrpcTransport(exporter);
    return new LazyTransport({ ...names, load });
  }
  const load = async () => new (await import('./otlp-http-transport.ts')).OtlpHttpTransport(exporter);
  return new LazyTransport({ ...names, load });
}

function withExportTimeout(exporter: OtlpExporterConfiguration): OtlpExporterConfiguration {
  return { ...exporter, timeoutMs: Math.min(exporter.timeoutMs, exporter.batch.exportTimeoutMs) };
}
