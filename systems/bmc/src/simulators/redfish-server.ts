// The part of Redfish (DSP0266) that switching a server takes: sessions, the service root, one system.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { json } from 'node:stream/consumers';
import type { Logger } from 'pino';
import { nameRoute } from '../telemetry/route.ts';
import type { ServerState, SimulatedBmc } from './simulated-bmc.ts';

const ROOT = '/redfish/v1';
const SYSTEM = `${ROOT}/Systems/1`;
const SESSIONS = `${ROOT}/SessionService/Sessions`;
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;

const file = (name: string): Buffer => readFileSync(new URL(`certificate/${name}`, import.meta.url));

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Creates the HTTPS server of a BMC. */
export function createRedfishServer(bmc: SimulatedBmc, state: ServerState, log: Logger): Server {
  const redfish = new Redfish(bmc, state, log);
  return createServer({ cert: file('bmc.pem'), key: file('bmc-key.pem') }, (request, response) => {
    void redfish.answer({ request, response }).catch(() => send(response, 400, { error: { message: 'bad request' } }));
  });
}

class Redfish {
  readonly #bmc: SimulatedBmc;
  readonly #state: ServerState;
  readonly #log: Logger;
  /** Token by session id. */
  readonly #sessions = new Map<string, string>();

  constructor(bmc: SimulatedBmc, state: ServerState, log: Logger) {
    this.#bmc = bmc;
    this.#log = log;
    this.#state = state;
  }

  async answer(exchange: Exchange): Promise<void> {
    const { method = '', url: path = '' } = exchange.request;
    if (path === `${ROOT}/` && method === 'GET') return this.#root(exchange);
    if (path === SESSIONS && method === 'POST') return this.#logIn(exchange);
    if (![...this.#sessions.values()].includes(String(exchange.request.headers['x-auth-token'])))
      return this.#refuse(exchange);
    if (path === SYSTEM && method === 'GET') return this.#system(exchange);
    if (path === RESET && method === 'POST') return this.#reset(exchange);
    if (path.startsWith(`${SESSIONS}/`) && method === 'DELETE') return this.#logOut(exchange, path);
    send(exchange.response, 404, {
      error: { code: 'Base.1.18.ResourceMissingAtURI', message: 'there is no such resource' },
    });
  }

  #root({ response }: Exchange): void {
    nameRoute('GET', `${ROOT}/`);
    send(response, 200, {
      '@odata.id': `${ROOT}/`,
      '@odata.type': '#ServiceRoot.v1_16_0.ServiceRoot',
      Id: 'RootService',
      Name: this.#bmc.serverName,
      RedfishVersion: '1.20.0',
      Systems: { '@odata.id': `${ROOT}/Systems` },
      Links: { Sessions: { '@odata.id': SESSIONS } },
    });
  }

  async #logIn({ request, response }: Exchange): Promise<void> {
    nameRoute('POST', SESSIONS);
    const { UserName: user, Password: password } = (await json(request)) as { UserName: string; Password: string };
    if (user !== this.#bmc.user || password !== this.#bmc.password) return this.#refuse({ request, response });
    const id = randomBytes(4).toString('hex');
    // Its beginning is for whoever looks for tokens where none should be.
    const token = `redfish-${randomBytes(24).toString('base64url')}`;
    this.#sessions.set(id, token);
    this.#log.info({ bmc: this.#bmc.host, user }, 'Redfish session');
    response.setHeader('x-auth-token', token);
    response.setHeader('location', `${SESSIONS}/${id}`);
    send(response, 201, {
      '@odata.id': `${SESSIONS}/${id}`,
      '@odata.type': '#Session.v1_7_0.Session',
      Id: id,
      Name: 'User Session',
      UserName: user,
    });
  }

  #logOut({ response }: Exchange, path: string): void {
    nameRoute('DELETE', `${SESSIONS}/{SessionId}`);
    this.#sessions.delete(path.slice(SESSIONS.length + 1));
    response.writeHead(204).end();
  }

  #system({ response }: Exchange): void {
    nameRoute('GET', `${ROOT}/Systems/{SystemId}`);
    send(response, 200, {
      '@odata.id': SYSTEM,
      '@odata.type': '#ComputerSystem.v1_22_0.ComputerSystem',
      Id: '1',
      Name: this.#bmc.serverName,
      SystemType: 'Physical',
      PowerState: this.#state.isOn ? 'On' : 'Off',
      Status: { State: 'Enabled', Health: 'OK' },
      Actions: {
        '#ComputerSystem.Reset': {
          target: RESET,
          'ResetType@Redfish.AllowableValues': ['On', 'ForceOff'],
        },
      },
    });
  }

  async #reset({ request, response }: Exchange): Promise<void> {
    nameRoute('POST', `${ROOT}/Systems/{SystemId}/Actions/ComputerSystem.Reset`);
    const { ResetType: type } = (await json(request)) as { ResetType: string };
    if (type !== 'On' && type !== 'ForceOff')
      return send(response, 400, {
        error: { code: 'Base.1.18.ActionParameterNotSupported', message: 'no such reset type' },
      });
    this.#state.isOn = type === 'On';
    response.writeHead(204).end();
  }

  #refuse({ response }: Exchange): void {
    send(response, 401, { error: { code: 'Base.1.18.NoValidSession', message: 'There is no valid session' } });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'odata-version': '4.0' }).end(JSON.stringify(body));
}
