import { OwnServer } from './own-server.ts';
import { SERVICE_KINDS, type ServiceName } from './service-kinds.ts';

export type { ServiceName } from './service-kinds.ts';

/** A server that answers. */
export interface Service {
  readonly url: string;
  /** Of the process, where it is ours and runs. */
  readonly pid: number | undefined;
  /** Ends it and removes what it stored. A server that is not ours is left alone. */
  stop(): Promise<void>;
  /** Ends it as a crash would. @throws if it is not ours. */
  kill(): Promise<void>;
  /** Starts it again, after `kill()` or while it runs: same address, same data. @throws if it is not ours. */
  restart(): Promise<void>;
}

export interface ServiceOptions {
  /** Starts one even where a variable names one that runs: for those who kill it. Default false. */
  readonly own?: boolean;
}

/**
 * Starts a server in a temporary folder on a free port of the loopback address, or takes the one that `REDIS_URL`, `NATS_URL`
 * or `AMQP_URL` names.
 *
 * @throws if it is not installed, with the command that installs it, or does not answer.
 * @example
 * const redis = await startService('redis');
 * const client = new Redis(redis.url);
 */
export async function startService(name: ServiceName, { own = false }: ServiceOptions = {}): Promise<Service> {
  const { variable } = SERVICE_KINDS[name];
  const url = process.env[variable];
  if (url !== undefined && url !== '' && !own) return foreignService(name, url);
  const server = new OwnServer(name);
  await server.start();
  return {
    url: server.url,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.restart(),
  };
}

function foreignService(name: ServiceName, url: string): Service {
  const refuse = async (verb: string): Promise<void> => {
    throw new Error(
      `cannot ${verb} ${name}: got the one that ${SERVICE_KINDS[name].variable} names, need one of our own`,
    );
  };
  return {
    url,
    pid: undefined,
    stop: () => Promise.resolve(),
    kill: () => refuse('kill'),
    restart: () => refuse('restart'),
  };
}
