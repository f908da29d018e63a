import { pipeline } from 'node:stream/promises';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import { createWebSocketStream, WebSocket } from 'ws';
import { admitRfb, enterRfb, RfbRefusedError } from '../rfb/handshake.ts';
import { BmcError } from './bmc-error.ts';
import type { Bmc } from './configuration.ts';
import type { ManagementNetwork } from './management-network.ts';

export interface ConsoleOptions {
  readonly bmc: Bmc;
  readonly network: ManagementNetwork;
  /** Of the session at the gateway. */
  readonly socketUrl: string;
  readonly serviceToken: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Opens a screen for a session: returns when its bytes can flow, which they then do until one side closes. */
export async function startVnc(options: ConsoleOptions): Promise<void> {
  const { bmc, network, signal } = options;
  const screen = await withSpan('vnc.connect', async (span) => {
    const socket = await network.dial(bmc.host, bmc.vncPort, signal);
    span.addEvent('vnc.connected');
    await enterScreen(socket, bmc, signal);
    span.addEvent('vnc.authenticated');
    return socket;
  });
  // The password of the BMC stays here: the user's side of the session has a handshake of its own, without one.
  await carry(screen, options, (user) => admitRfb(user));
}

/** Opens a serial console for a session. */
export async function startSol(options: ConsoleOptions): Promise<void> {
  const { bmc, network, signal } = options;
  const line = await withSpan('sol.connect', () => network.dial(bmc.host, bmc.consolePort, signal));
  await carry(line, options, async () => true);
}

async function enterScreen(socket: Socket, { host, password }: Bmc, signal: AbortSignal): Promise<void> {
  const abort = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await enterRfb(socket, password);
  } catch (error) {
    socket.destroy();
    if (error instanceof RfbRefusedError) throw new BmcError('unauthenticated', `${host}: ${error.message}`);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function carry(
  device: Socket,
  { socketUrl, serviceToken, log }: ConsoleOptions,
  admit: (user: Duplex) => Promise<boolean>,
): Promise<void> {
  const socket = new WebSocket(socketUrl, {
    headers: { authorization: `Bearer ${serviceToken}` },
    perMessageDeflate: false,
  });
  // Before it is open: the first message may come together with the answer to the upgrade.
  const user = createWebSocketStream(socket);
  user.on('error', () => {});
  try {
    await once(socket, 'open');
  } catch (error) {
    device.destroy();
    throw error;
  }
  log.info('console connected');
  user.on('close', () => log.info('console closed'));
  void join(user, device, admit).catch(() => {
    user.destroy();
    device.destroy();
  });
}

async function join(user: Duplex, device: Socket, admit: (user: Duplex) => Promise<boolean>): Promise<void> {
  if (await admit(user)) await pipeline(user, device, user);
  else user.destroy();
}
