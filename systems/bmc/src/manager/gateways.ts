import { Code, ConnectError, createClient } from '@connectrpc/connect';
import type { Client } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { GatewayService } from '../generated/bmc/v1/gateway_pb.js';

interface Gateway {
  readonly url: string;
  readonly client: Client<typeof GatewayService>;
}

/** The gateways that have said where they are, by datacenter. */
export class Gateways {
  readonly #gateways = new Map<string, Gateway>();

  register(datacenter: string, url: string): void {
    const transport = createConnectTransport({ httpVersion: '1.1', baseUrl: url });
    this.#gateways.set(datacenter, { url, client: createClient(GatewayService, transport) });
  }

  /** @throws ConnectError `unavailable` */
  get(datacenter: string): Gateway {
    const gateway = this.#gateways.get(datacenter);
    if (gateway === undefined) throw new ConnectError(`no gateway leads to ${datacenter}`, Code.Unavailable);
    return gateway;
  }
}
