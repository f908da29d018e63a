// A user of systems/bmc as the wire sees one: JSON over HTTP, and a WebSocket. Nothing of the system's own code, and no tracing.
import { once } from 'node:events';

/** In the order in which a user does them. */
export const OPERATIONS = ['auth', 'power', 'session'] as const;

export interface BmcLogin {
  readonly managerUrl: string;
  readonly name: string;
  readonly password: string;
  readonly serverId: string;
}

/** What a user does, each to its end. */
export class BmcUser {
  readonly #login: BmcLogin;
  #token = '';

  constructor(login: BmcLogin) {
    this.#login = login;
  }

  async authenticate(): Promise<void> {
    const { managerUrl, name, password } = this.#login;
    this.#token = (await post<{ token: string }>(`${managerUrl}/auth`, { name, password })).token;
  }

  /** Through manager, gateway and agent to the BMC and back. */
  async askPower(): Promise<void> {
    const { serverId } = this.#login;
    await this.#call('Power', { serverId, action: 'POWER_ACTION_STATUS' });
  }

  /** Until the screen's first bytes are there. */
  async openScreen(): Promise<void> {
    const { serverId } = this.#login;
    const { gatewayUrl, grant } = await this.#call<{ gatewayUrl: string; grant: string }>('LocateServer', { serverId });
    const create = `${gatewayUrl}/bmc.v1.GatewayService/CreateVNCSession`;
    const { url } = await post<{ url: string }>(create, { serverId }, grant);
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${grant}` } } as never);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }

  #call<T>(method: string, body: object): Promise<T> {
    return post<T>(`${this.#login.managerUrl}/bmc.v1.ManagerService/${method}`, body, this.#token);
  }
}

async function post<T>(url: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (answer.status === 200) return (await answer.json()) as T;
  throw new Error(`cannot go on: got ${answer.status} of ${url}, need 200: ${await answer.text()}`);
}
