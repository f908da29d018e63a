import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { createWebSocketStream, WebSocket } from 'ws';
import { createGatewayClient } from './clients.ts';
import type { ManagerClient } from './clients.ts';
import { CommandError } from './command-error.ts';

/** The close code of RFC 6455 for what the other side could not help. */
const FAILED = 1011;

export interface OpenSession {
  readonly id: string;
  readonly stream: Duplex;
  /** Resolves when it is over; to the reason where it did not end as it should. */
  readonly closed: Promise<string | undefined>;
}

export interface SessionRequest {
  readonly serverId: string;
  /** `''` for any. */
  readonly sessionId: string;
  readonly manager: ManagerClient;
  readonly log: Logger;
}

/** Asks the way at the manager and opens a session at the gateway. */
export async function openSession(
  kind: 'vnc' | 'sol',
  { serverId, sessionId, manager, log }: SessionRequest,
): Promise<OpenSession> {
  const { gatewayUrl, grant } = await manager.locateServer({ serverId });
  const gateway = createGatewayClient(gatewayUrl, grant);
  const create = kind === 'vnc' ? gateway.createVNCSession : gateway.createSOLSession;
  const { sessionId: id, url } = await create({ serverId, sessionId });
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${grant}` }, perMessageDeflate: false });
  const closed = once(socket, 'close').then(([code, reason]) => (code === FAILED ? String(reason) : undefined));
  await once(socket, 'open').catch((error: Error) => {
    throw new CommandError(`cannot open session ${id}: ${error.message}`);
  });
  log.info({ session: id, server: serverId }, 'session opened');
  const stream = createWebSocketStream(socket);
  // Whoever reads or writes hears of an error; so does `closed`.
  stream.on('error', () => {});
  return { id, stream, closed };
}
