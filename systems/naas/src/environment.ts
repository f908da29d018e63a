// What the programs take from the environment.
import { randomBytes } from 'node:crypto';

export interface Settings {
  /** Default `redis://127.0.0.1:6379`. */
  readonly redisUrl: string;
  /** Default 0: any free one. */
  readonly port: number;
  /** Encrypts credentials on their way through Redis; API and workers share it. 64 hex digits. */
  readonly secret: string;
  /** Jobs of one worker at the same time. Default 8. */
  readonly concurrency: number;
  /** After this, the job of a worker that says nothing is given to another. Default 30,000. */
  readonly lockMs: number;
  /** Whether each job is put into the queue `naas-audit`. Default false. */
  readonly audit: boolean;
}

export function readSettings(): Settings {
  const { env } = process;
  return {
    redisUrl: env.REDIS_URL || 'redis://127.0.0.1:6379',
    port: Number(env.NAAS_PORT || 0),
    secret: env.NAAS_SECRET || requireInProduction(env.NODE_ENV),
    concurrency: Number(env.NAAS_CONCURRENCY || 8),
    lockMs: Number(env.NAAS_LOCK_MS || 30_000),
    audit: env.NAAS_AUDIT === 'true',
  };
}

/** Good for one process only. */
function requireInProduction(mode: string | undefined): string {
  if (mode === 'production') throw new Error('cannot start: NAAS_SECRET is not set');
  return randomBytes(32).toString('hex');
}
