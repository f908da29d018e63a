// The servers that tests and reference systems need, each started with a folder of its own, on the loopback address only.
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

export type ServiceName = 'redis' | 'nats' | 'rabbitmq';

/** What is run. */
export interface ServiceCommand {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A program that has to listen before the server starts, and ends after it. */
  readonly companion?: Companion;
}

export interface Companion {
  readonly program: string;
  readonly args: readonly string[];
  readonly port: number;
}

/** One kind of server. */
export interface ServiceKind {
  readonly program: string;
  /** Names a running one, which is then used instead. */
  readonly variable: string;
  url(port: number): string;
  command(folder: string, port: number): ServiceCommand | Promise<ServiceCommand>;
  /** What is sent on a connection, and what the answer begins with once the server works. */
  readonly greeting: { readonly send: string; readonly answer: string };
  /** Port that it has chosen itself. */
  findPort?(folder: string): number | undefined;
}

export const SERVICE_KINDS: Readonly<Record<ServiceName, ServiceKind>> = {
  redis: {
    program: 'redis-server',
    variable: 'REDIS_URL',
    url: (port) => `redis://127.0.0.1:${port}`,
    // The append-only file outlives a kill; nothing here has to outlive the machine.
    command: (folder, port) => ({
      args: toArguments({
        port,
        bind: '127.0.0.1',
        dir: folder,
        daemonize: 'no',
        save: '',
        appendonly: 'yes',
        appendfsync: 'no',
      }),
    }),
    greeting: { send: 'PING\r\n', answer: '+PONG' },
  },
  nats: {
    program: 'nats-server',
    variable: 'NATS_URL',
    url: (port) => `nats://127.0.0.1:${port}`,
    command: (folder, port) => ({
      args: [
        '--jetstream',
        ...toArguments({
          addr: '127.0.0.1',
          port: port === 0 ? -1 : port,
          ports_file_dir: folder,
          store_dir: join(folder, 'jetstream'),
        }),
      ],
    }),
    greeting: { send: '', answer: 'INFO ' },
    findPort: findNatsPort,
  },
  rabbitmq: {
    program: 'rabbitmq-server',
    variable: 'AMQP_URL',
    url: (port) => `amqp://guest:guest@127.0.0.1:${port}`,
    command: rabbitCommand,
    greeting: { send: 'AMQP\0\0\u0009\u0001', answer: '\u0001\0\0' },
  },
};

function toArguments(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** Written by the server once it listens. */
function findNatsPort(folder: string): number | undefined {
  const file = readdirSync(folder).find((name) => name.endsWith('.ports'));
  if (file === undefined) return undefined;
  try {
    const { nats } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { nats: string[] };
    return Number(new URL(nats[0]).port);
  } catch {
    // Still being written.
    return undefined;
  }
}

/** Erlang's port mapper, which the server would start for everybody and leave behind, is one of ours as well. */
async function rabbitCommand(folder: string, port: number): Promise<ServiceCommand> {
  const [distribution, mapper] = [await findFreePort(), await findFreePort()];
  return {
    args: [],
    companion: { program: 'epmd', args: ['-port', String(mapper), '-address', '127.0.0.1'], port: mapper },
    environment: {
      HOME: folder,
      RABBITMQ_NODENAME: `throughline-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      RABBITMQ_PID_FILE: join(folder, 'pid'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none',
      ERL_EPMD_PORT: String(mapper),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      // The script then becomes the server, so that its process id is the server's.
      RUNNING_UNDER_SYSTEMD: 'true',
    },
  };
}

/** A port that nobody uses at this moment. */
export function findFreePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Whether a server of this kind answers at a port. */
export function answers({ greeting }: Pick<ServiceKind, 'greeting'>, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    let answer = '';
    socket.setTimeout(2000, () => finish(false));
    socket.on('connect', () => (greeting.answer === '' ? finish(true) : socket.write(greeting.send, 'latin1')));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (answer.length >= greeting.answer.length) finish(answer.startsWith(greeting.answer));
    });
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}
