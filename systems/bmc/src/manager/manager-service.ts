import { Code, ConnectError } from '@connectrpc/connect';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { Logger } from 'pino';
import type { ManagerService } from '../generated/bmc/v1/manager_pb.js';
import { PowerAction } from '../generated/bmc/v1/power_pb.js';
import type { Claims } from '../identity/claims.ts';
import { authenticate, requireService } from '../identity/connect-errors.ts';
import type { TokenSigner } from '../identity/token-signer.ts';
import type { TokenValidator } from '../identity/token-validator.ts';
import { baggage, callerBaggage } from '../telemetry/baggage.ts';
import type { Gateways } from './gateways.ts';
import type { ServerRow, Servers } from './servers.ts';

interface ManagerParts {
  readonly servers: Servers;
  readonly gateways: Gateways;
  readonly validator: TokenValidator;
  readonly signer: TokenSigner;
  readonly serviceToken: string;
  readonly log: Logger;
}

/** What users may do, each for the servers of their customer. */
export function createManagerService(parts: ManagerParts): ServiceImpl<typeof ManagerService> {
  const { gateways, signer, log } = parts;
  return {
    listServers: (_request, call) =>
      asCustomer(call, parts, ({ customerId }) => ({ servers: parts.servers.list(customerId) })),

    locateServer: ({ serverId }, call) =>
      onServer(serverId, { call, parts }, async (server, claims) => {
        const { url: gatewayUrl } = gateways.get(server.datacenter);
        log.info({ server: serverId, gateway: gatewayUrl }, 'server located');
        return { server, gatewayUrl, grant: await signer.sign({ ...claims, serverId }) };
      }),

    power: ({ serverId, action }, call) =>
      onServer(serverId, { call, parts }, async ({ datacenter }, claims) => {
        log.info({ server: serverId, action: PowerAction[action] }, 'power requested');
        const headers = { authorization: `Bearer ${await signer.sign({ ...claims, serverId })}` };
        return gateways.get(datacenter).client.power({ serverId, action }, { headers });
      }),

    registerGateway({ datacenter, url }, call) {
      requireService(call, parts.serviceToken);
      gateways.register(datacenter, url);
      log.info({ datacenter, url }, 'gateway registered');
      return {};
    },
  };
}

async function asCustomer<T>(
  call: HandlerContext,
  { validator }: ManagerParts,
  act: (claims: Claims) => T | Promise<T>,
): Promise<T> {
  const claims = await authenticate(call, validator);
  return baggage.with(callerBaggage(claims), async () => act(claims));
}

interface Call {
  readonly call: HandlerContext;
  readonly parts: ManagerParts;
}

function onServer<T>(
  serverId: string,
  { call, parts }: Call,
  act: (server: ServerRow, claims: Claims) => T | Promise<T>,
): Promise<T> {
  return asCustomer(call, parts, (claims) =>
    baggage.with({ server_id: serverId }, async () => {
      const server = parts.servers.find(serverId, claims.customerId);
      if (server === undefined) throw new ConnectError(`there is no server ${serverId}`, Code.NotFound);
      return act(server, claims);
    }),
  );
}
