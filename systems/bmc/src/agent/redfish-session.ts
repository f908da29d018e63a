import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import type { Bmc } from './configuration.ts';
import { BmcError } from './bmc-error.ts';
import type { ManagementNetwork } from './management-network.ts';

interface Answer {
  readonly status: number;
  readonly token: string | undefined;
  readonly location: string | undefined;
  readonly body: unknown;
}

export interface RedfishOptions {
  readonly network: ManagementNetwork;
  /** PEM: who signs the certificates of BMCs. */
  readonly ca: string;
  readonly signal: AbortSignal;
}

const SESSIONS = '/redfish/v1/SessionService/Sessions';

/** Talks to one BMC by Redfish, over one connection. */
export class RedfishSession {
  readonly #bmc: Bmc;
  readonly #options: RedfishOptions;
  readonly #agent: Agent;
  #token: string | undefined;
  #location = '';

  constructor(bmc: Bmc, options: RedfishOptions) {
    this.#bmc = bmc;
    this.#options = options;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      ca: options.ca,
      lookup: options.network.lookup as never,
    });
  }

  /** @throws BmcError `unauthenticated` */
  async logIn(): Promise<void> {
    const { user, password } = this.#bmc;
    const { token, location } = await this.fetch('POST', SESSIONS, { UserName: user, Password: password });
    this.#token = token;
    this.#location = location ?? '';
  }

  async logOut(): Promise<void> {
    await this.fetch('DELETE', this.#location);
  }

  /** Sends a request; the answer's body is JSON, or nothing. @throws BmcError where the answer is an error. */
  async fetch(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (answer.status === 401) throw new BmcError('unauthenticated', `${this.#bmc.host} refuses the login`);
    if (answer.status >= 400)
      throw new BmcError('internal', `${this.#bmc.host} answers ${answer.status} to ${method} ${path}`);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: string | undefined): Promise<Answer> {
    const { host, redfishPort: port } = this.#bmc;
    const headers = {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(this.#token !== undefined && { 'x-auth-token': this.#token }),
    };
    return new Promise((resolve, reject) => {
      const { signal } = this.#options;
      const sent = request({ host, port, path, method, headers, agent: this.#agent, signal }, (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        const token = answered['x-auth-token'] as string | undefined;
        const parsed = status === 204 ? Promise.resolve(response.resume()) : json(response);
        parsed.then((content) => resolve({ status, token, location: answered.location, body: content }), reject);
      });
      sent.on('error', reject).end(body);
    });
  }
}
