import type { FastifyInstance } from 'fastify';
import type { ApiParts } from '../parts.ts';
import { describeStatus } from '../status.ts';
import { formatMetrics } from '../metrics-text.ts';
import type { Health } from '../types.ts';

/** Whether the hub lives, whether it can answer, and what it has done. */
export function addHealthRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get('/healthz', { schema: { summary: 'Whether the process answers.' } }, (): Health => ({ status: 'ok' }));
  app.get('/readyz', { schema: { summary: 'Whether the store answers.' } }, async (): Promise<Health> => {
    await parts.store.engine.read('SELECT 1');
    return { status: 'ok' };
  });
  app.get('/metrics', { schema: { summary: 'Counts of the hub itself, for Prometheus.' } }, (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(formatMetrics(parts)),
  );
  app.get('/api/v1/status', { schema: { summary: 'What the hub receives, keeps and refuses.' } }, () =>
    describeStatus(parts),
  );
}
