import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { createWebSocketStream, WebSocket } from 'ws';
import { findToken } from './account.ts';
import { createGatewayClient, createManagerClient } from './clients.ts';
import { CommandError } from './command-error.ts';

export interface OpenSession {
  readonly id: string;
  readonly stream: Duplex;
  /** Resolves when it is over: with the reason, unless we closed it. */
  readonly closed: Promise<string>;
}

/** Asks the way at the manager and opens a session at the gateway. */
export async function openSession(
  kind: 'vnc' | 'sol',
  { serverId, sessionId, log }: { serverId: string; sessionId: string; log: Logger },
): Promise<OpenSession> {
  const { gatewayUrl, grant } = await createManagerClient(await findToken()).locateServer({ serverId });
  const gateway = createGatewayClient(gatewayUrl, grant);
  const create = kind === 'vnc' ? gateway.createVNCSession : gateway.createSOLSession;
  const { sessionId: id, url } = await create({ serverId, sessionId });
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${grant}` }, perMessageDeflate: false });
  const closed = once(socket, 'close').then(([, reason]) => String(reason));
  await once(socket, 'open').catch((error: Error) => {
    throw new CommandError(`cannot open session ${id}: ${error.message}`);
  });
  log.info({ session: id, server: serverId }, 'session opened');
  const stream = createWebSocketStream(socket);
  // Whoever reads or writes hears of an error; so does `closed`.
  stream.on('error', () => {});
  return { id, stream, closed };
}
