// The manager: users and servers in SQLite, tokens, and the way to the gateways.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { requireVariable } from '../environment.ts';
import { ManagerService } from '../generated/bmc/v1/manager_pb.js';
import { TokenSigner } from '../identity/token-signer.ts';
import { TokenValidator } from '../identity/token-validator.ts';
import { listen } from '../process/listen.ts';
import { createLog } from '../process/log.ts';
import { announce, endWith } from '../process/service.ts';
import { answerAuth } from './auth-route.ts';
import { openDatabase } from './database.ts';
import type { Seed } from './database.ts';
import { Gateways } from './gateways.ts';
import { createManagerService } from './manager-service.ts';
import { Servers } from './servers.ts';
import { Users } from './users.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    database: { type: 'string', default: ':memory:' },
    /** A JSON file with the first users and servers. */
    seed: { type: 'string', default: '' },
  },
});

const log = createLog('bmc-manager');
const seed = JSON.parse(readFileSync(values.seed, 'utf8')) as Seed;
const database = openDatabase(values.database, seed);
const signer = await TokenSigner.create();
const users = new Users(database);
const service = createManagerService({
  servers: new Servers(database),
  gateways: new Gateways(),
  validator: new TokenValidator(signer.publicKeys),
  signer,
  serviceToken: requireVariable('BMC_SERVICE_TOKEN'),
  log,
});

const server = createServer(
  connectNodeAdapter({
    routes: (router) => router.service(ManagerService, service),
    fallback(request, response) {
      if (request.method === 'POST' && request.url === '/auth') {
        void answerAuth(request as never, response as never, { users, signer, log });
      } else if (request.url === '/.well-known/jwks.json') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(signer.publicKeys));
      } else {
        response.statusCode = 404;
        response.end();
      }
    },
  }),
);
const url = `http://127.0.0.1:${await listen(server, Number(values.port))}`;
log.info({ url }, 'manager listens');
announce({ url });
endWith(() => {
  server.close().closeAllConnections();
  database.close();
});
