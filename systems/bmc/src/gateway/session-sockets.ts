import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { bearerToken } from '../identity/claims.ts';
import type { TokenValidator } from '../identity/token-validator.ts';
import { nameRoute } from '../telemetry/route.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

interface SocketParts {
  readonly sessions: Sessions;
  readonly validator: TokenValidator;
  readonly serviceToken: string;
  readonly log: Logger;
}

/**
 * The sockets of sessions: `/vnc/ID` and `/sol/ID` of users, `/agent/ID` of agents.
 *
 * @returns a listener for `upgrade`.
 */
export function acceptSessionSockets(
  parts: SocketParts,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  return (request, socket, head) => void upgrade(server, { request, socket, head }, parts);
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade(server: WebSocketServer, { request, socket, head }: Upgrade, parts: SocketParts): Promise<void> {
  const drop = (): void => void socket.destroy();
  socket.on('error', drop);
  const take = await findTaker(request, parts).catch(
    (error: Error) => void parts.log.warn({ err: error }, 'socket refused'),
  );
  socket.off('error', drop);
  if (take !== undefined) server.handleUpgrade(request, socket, head, take);
  else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}

/** What becomes of the socket, if anything. */
async function findTaker(
  request: IncomingMessage,
  parts: SocketParts,
): Promise<((socket: WebSocket) => void) | undefined> {
  const [, role, id] = /^\/(vnc|sol|agent)\/([\w-]+)$/.exec(request.url ?? '') ?? [];
  const session = parts.sessions.find(id ?? '');
  if (session === undefined) return undefined;
  nameRoute('GET', `/${role}/:session`);
  const token = bearerToken(request.headers.authorization);
  if (role === 'agent') return token === parts.serviceToken ? (socket) => session.attachAgent(socket) : undefined;
  return (await mayUse(session, { role, token, parts })) ? (socket) => takeUser(session, socket, parts.log) : undefined;
}

interface Claim {
  readonly role: string;
  readonly token: string;
  readonly parts: SocketParts;
}

async function mayUse({ facts }: Session, { role, token, parts }: Claim): Promise<boolean> {
  const { serverId, customerId } = await parts.validator.validate(token);
  return role === facts.kind && serverId === facts.serverId && customerId === facts.customerId;
}

function takeUser(session: Session, socket: WebSocket, log: Logger): void {
  if (!session.attachUser(socket)) return socket.close(1008, 'somebody uses this session');
  log.info({ session: session.facts.id }, 'session active');
}
