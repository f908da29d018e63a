// A network switch: a real SSH server with a terminal in the manner of the big vendors. Variants are slow, or fail in the ways
// in which devices fail.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { CommandLine, SwitchState } from './command-line.ts';

export interface SwitchOptions {
  readonly hostname: string;
  readonly username: string;
  readonly password: string;
  /** Default the password. */
  readonly enable?: string;
  /** Before each answer. Default 0. */
  readonly delayMs?: number;
  /** How many connections are dropped before one works. Default 0. */
  readonly failingConnections?: number;
  /** A command at which the connection is dropped. */
  readonly diesAt?: string;
}

const BACKSPACE = '\u007F';

/** A switch that can be logged in to. */
export class SimulatedSwitch {
  readonly #options: SwitchOptions;
  readonly #state: SwitchState;
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();
  #failuresLeft: number;

  constructor(options: SwitchOptions, hostKey: string) {
    this.#options = options;
    this.#state = new SwitchState(options.hostname);
    this.#failuresLeft = options.failingConnections ?? 0;
    this.#server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => this.#accept(connection));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(connection: Connection): void {
    this.#connections.add(connection);
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => {});
    connection.on('authentication', (context) => {
      if (this.#failuresLeft > 0) {
        this.#failuresLeft--;
        connection.end();
        return;
      }
      const { username, password } = this.#options;
      const isRight = context.method === 'password' && context.username === username && context.password === password;
      if (isRight) context.accept();
      else context.reject(['password']);
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty?.());
      session.on('shell', (acceptShell) => void this.#serve(acceptShell(), connection));
    });
  }

  async #serve(channel: ServerChannel, connection: Connection): Promise<void> {
    const cli = new CommandLine(this.#state);
    const { enable, password, delayMs = 0, diesAt } = this.#options;
    let isSecret = false;
    channel.write(`\r\n${cli.prompt}`);
    for await (const line of readLines(channel, () => !isSecret)) {
      if (delayMs > 0) await wait(delayMs);
      if (line === diesAt) {
        connection.end();
        return;
      }
      if (isSecret) {
        isSecret = false;
        if (line === (enable ?? password)) cli.enterPrivilegedMode();
        channel.write(`${cli.prompt.endsWith('#') ? '' : '% Access denied'}\r\n${cli.prompt}`);
      } else if (cli.needsSecret(line)) {
        isSecret = true;
        channel.write('Password: ');
      } else {
        const answer = cli.answer(line);
        if (answer === undefined) break;
        channel.write(`${answer === '' ? '' : `${answer.replaceAll('\n', '\r\n')}\r\n`}${cli.prompt}`);
      }
    }
    channel.end();
  }
}

/** Lines as they are typed: echoed, unless they are secret. */
async function* readLines(channel: ServerChannel, echoes: () => boolean): AsyncGenerator<string> {
  let line = '';
  for await (const data of channel) {
    for (const character of (data as Buffer).toString('utf8')) {
      if (character === BACKSPACE) line = line.slice(0, -1);
      else if (character !== '\r' && character !== '\n') line += character;
      if (echoes()) channel.write(character === '\n' ? '\r\n' : character);
      if (character !== '\n') continue;
      yield line.trim();
      line = '';
    }
  }
}
