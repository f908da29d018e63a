import { startService } from '../../scripts/services/start-service.ts';
import { selectContenders } from '../contenders/table.ts';
import type { Options } from '../options.ts';
import { measureOperations, type OperationCase } from './operation-rounds.ts';

const CONTENDERS = ['plain', 'ours', 'stock-messaging'];

const CASES: readonly OperationCase[] = [
  { title: 'BullMQ: a job, added and processed', name: 'job', count: 1000 },
  { title: 'NATS: a message, published and consumed by a callback', name: 'callback', count: 10_000 },
  { title: 'NATS: the same, consumed by for await', name: 'loop', count: 10_000 },
];

/** Messages through a real Redis and a real NATS server, sent and processed by one process; every span exported. */
export async function measureMessages(options: Options): Promise<void> {
  const contenders = selectContenders(CONTENDERS, options.contenders);
  const redis = await startService('redis', { own: true });
  const nats = await startService('nats', { own: true });
  const environment = { REDIS_PORT: new URL(redis.url).port, NATS_URL: nats.url };
  const notes = [
    'The servers share the other core with the sink. Two spans for each message; stock makes more for a job.',
  ];
  try {
    const program = 'programs/messages.cjs';
    await measureOperations(
      { measure: 'messages', program, contenders, cases: CASES, turns: 8, environment, notes },
      options,
    );
  } finally {
    await Promise.all([redis.stop(), nats.stop()]);
  }
}
