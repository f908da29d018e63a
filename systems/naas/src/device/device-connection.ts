// A small driver in the manner of netmiko: connects, knows prompts, privileged and configuration mode.
import { Client, type ClientChannel } from 'ssh2';
import type { Credentials } from '../queue/credentials.ts';
import type { Device } from '../queue/job.ts';
import { DeviceError } from './errors.ts';
import { Session } from './session.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 10_000;

/** How devices refuse what they do not understand. */
const REFUSAL = /^% ?(?:Invalid|Incomplete|Ambiguous|Unknown).*$/m;

/** A device, logged in and in privileged mode. */
export class DeviceConnection {
  readonly #client: Client;
  readonly #session: Session;

  private constructor(client: Client, session: Session) {
    this.#client = client;
    this.#session = session;
  }

  /** Connects, logs in, enters privileged mode and turns paging off. @throws DeviceError */
  static async connect(device: Device, credentials: Credentials): Promise<DeviceConnection> {
    const client = await openClient(device, credentials);
    try {
      const session = new Session(await openShell(client), ANSWER_TIMEOUT_MS);
      const prompt = await session.readPrompt();
      if (prompt.endsWith('>')) await enterPrivilegedMode(session, credentials);
      await session.ask('terminal length 0');
      return new DeviceConnection(client, session);
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /** Returns what the device says to a command, also where it does not understand it. @throws DeviceError */
  sendCommand(command: string): Promise<string> {
    return this.#session.ask(command);
  }

  /** Enters lines of configuration; stops at the first that is refused. @throws DeviceError */
  async sendConfigSet(lines: readonly string[], { save }: { save: boolean }): Promise<string> {
    const said = [await this.#session.ask('configure terminal')];
    for (const [index, line] of lines.entries()) {
      const answer = await this.#session.ask(line);
      said.push(line, answer);
      // The line itself may hold a secret.
      if (REFUSAL.test(answer)) throw new DeviceError('REFUSED', `line ${index + 1} of ${lines.length} was refused`);
    }
    said.push(await this.#session.ask('end'));
    if (save) said.push(await this.#session.ask('write memory'));
    return said.filter((text) => text !== '').join('\n');
  }

  disconnect(): void {
    this.#client.end();
  }
}

async function enterPrivilegedMode(session: Session, { enable }: Credentials): Promise<void> {
  session.type('enable');
  await session.readUntil(/Password: ?$/);
  session.type(enable);
  const prompt = await session.readPrompt();
  if (!prompt.endsWith('#')) throw new DeviceError('AUTHENTICATION', 'the enable secret was refused');
}

function openClient({ host, port }: Device, { username, password }: Credentials): Promise<Client> {
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => {
      // A terminal is typed into line by line.
      client.setNoDelay(true);
      resolve(client);
    });
    // Later errors come as the end of the session.
    client.on('error', (error) => reject(toDeviceError(error)));
    client.once('close', () => reject(new DeviceError('LOST', 'the device closed the connection')));
    client.connect({ host, port, username, password, readyTimeout: CONNECT_TIMEOUT_MS });
  });
}

function openShell(client: Client): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.shell({ term: 'vt100', cols: 200 }, (error, channel) => {
      if (error) reject(new DeviceError('LOST', 'the device opens no shell', { cause: error }));
      else resolve(channel);
    });
  });
}

function toDeviceError(error: Error & { level?: string; code?: string }): DeviceError {
  if (error.level === 'client-authentication') return new DeviceError('AUTHENTICATION', 'the device refused the login');
  if (error.level === 'client-timeout')
    return new DeviceError('TIMEOUT', 'the device did not answer', { cause: error });
  return new DeviceError('UNREACHABLE', `the device cannot be reached: ${error.code ?? error.message}`, {
    cause: error,
  });
}
