import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { createWebSocketStream, WebSocket } from 'ws';
import { baggage } from '../telemetry/baggage.ts';
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
  const headers = { authorization: `Bearer ${grant}` };
  const socket = baggage.with({ session_id: id }, () => new WebSocket(url, { headers, perMessageDeflate: false }));
  const closed = new Promise<string | undefined>((resolve) =>
    socket.once('close', (code, reason) => resolve(code === FAILED ? reason.toString() : undefined)),
  );
  // Before it is open: the first message may come together with the answer to the upgrade.
  const stream = createWebSocketStream(socket);
  // Whoever reads or writes hears of an error; so does `closed`.
  stream.on('error', () => {});
  await once(socket, 'open').catch((error: Error) => {
    throw new CommandError(`cannot open session ${id}: ${error.message}`);
  });
  log.info({ session: id, server: serverId }, 'session opened');
  return { id, stream, closed };
}
