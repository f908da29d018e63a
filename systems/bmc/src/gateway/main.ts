// A gateway: the way into one datacenter. Users and the manager call it by Connect, its agents by gRPC; what a session carries
// goes through its WebSockets.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createConnectTransport } from '@connectrpc/connect-node';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { requireVariable } from '../environment.ts';
import { AgentService } from '../generated/bmc/v1/agent_pb.js';
import { GatewayService } from '../generated/bmc/v1/gateway_pb.js';
import { ManagerService } from '../generated/bmc/v1/manager_pb.js';
import { toServiceDefinition } from '../grpc/service-definition.ts';
import { fetchKeys, TokenValidator } from '../identity/token-validator.ts';
import { listen } from '../process/listen.ts';
import { createLog } from '../process/log.ts';
import { announce, endWith } from '../process/service.ts';
import { createAgentService } from './agent-service.ts';
import { Agents } from './agents.ts';
import { createGatewayService } from './gateway-service.ts';
import { acceptSessionSockets } from './session-sockets.ts';
import { Sessions } from './sessions.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'agent-port': { type: 'string', default: '0' },
    manager: { type: 'string', default: '' },
    datacenter: { type: 'string', default: '' },
  },
});
const { manager, datacenter } = values;

const log = createLog('bmc-gateway');
const serviceToken = requireVariable('BMC_SERVICE_TOKEN');
const validator = new TokenValidator(await fetchKeys(manager));
const agents = new Agents();
const sessions = new Sessions(log);
let url = '';
const service = createGatewayService({
  agents,
  sessions,
  validator,
  datacenter,
  webSocketUrl: () => url.replace(/^http/, 'ws'),
  log,
});
const server = createServer(connectNodeAdapter({ routes: (router) => router.service(GatewayService, service) }));
server.on('upgrade', acceptSessionSockets({ sessions, validator, serviceToken, log }));
url = `http://127.0.0.1:${await listen(server, Number(values.port))}`;

const agentServer = new GrpcServer();
agentServer.addService(toServiceDefinition(AgentService), createAgentService({ agents, serviceToken, log }));
const agentPort = await new Promise<number>((resolve, reject) =>
  agentServer.bindAsync(`127.0.0.1:${values['agent-port']}`, ServerCredentials.createInsecure(), (error, port) =>
    error === null ? resolve(port) : reject(error),
  ),
);

const transport = createConnectTransport({ httpVersion: '1.1', baseUrl: manager });
const headers = { authorization: `Bearer ${serviceToken}` };
await createClient(ManagerService, transport).registerGateway({ datacenter, url }, { headers });
log.info({ url, agentPort, datacenter }, 'gateway listens');
announce({ url, agentAddress: `127.0.0.1:${agentPort}` });
endWith(() => {
  sessions.endAll();
  agentServer.forceShutdown();
  server.close().closeAllConnections();
});
