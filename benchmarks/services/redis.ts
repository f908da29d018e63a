import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Redis } from 'ioredis';

import { awaitPort, findFreePort } from './port.ts';

/** A Redis of our own that keeps nothing on disk, gone when disposed of. */
export interface RedisService extends AsyncDisposable {
  readonly environment: Record<string, string>;
}

const CUSTOMERS = 1000;

export async function startRedis(program: string): Promise<RedisService> {
  const port = await findFreePort();
  const line = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/'];
  const server = spawn(program, line, { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    await exit;
  };
  await awaitPort(port);
  await createCustomers(port);
  return { environment: { REDIS_PORT: String(port) }, [Symbol.asyncDispose]: stop };
}

async function createCustomers(port: number): Promise<void> {
  const redis = new Redis(port, '127.0.0.1');
  const pipeline = redis.pipeline();
  for (let id = 0; id < CUSTOMERS; id++) {
    const text = String(id).padStart(4, '0');
    pipeline.set(`customer:${text}`, `customer ${text}`);
  }
  await pipeline.exec();
  await redis.quit();
}
