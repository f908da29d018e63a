import { createClient } from '@connectrpc/connect';
import type { Client, Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { requireVariable } from '../environment.ts';
import { GatewayService } from '../generated/bmc/v1/gateway_pb.js';
import { ManagerService } from '../generated/bmc/v1/manager_pb.js';

export type ManagerClient = Client<typeof ManagerService>;

export function createManagerClient(token: string): ManagerClient {
  return createClient(ManagerService, createTransport(requireVariable('BMC_MANAGER'), token));
}

/** @param grant - for the one server that is to be reached. */
export function createGatewayClient(url: string, grant: string): Client<typeof GatewayService> {
  return createClient(GatewayService, createTransport(url, grant));
}

function createTransport(baseUrl: string, token: string): ReturnType<typeof createConnectTransport> {
  const authorize: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`);
    return next(request);
  };
  return createConnectTransport({ httpVersion: '1.1', baseUrl, interceptors: [authorize] });
}
