import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { admitRfb } from '../rfb/handshake.ts';
import { formatServerInit, formatUpdateHead } from '../rfb/messages.ts';
import { readBytes } from '../streams/read-bytes.ts';
import { drawScreen, SCREEN } from './frame-buffer.ts';
import type { ServerState, SimulatedBmc } from './simulated-bmc.ts';

/** Creates the RFB server of a BMC, with VNC authentication. */
export function createRfbServer({ password, serverName }: SimulatedBmc, state: ServerState): Server {
  return createServer((socket) => {
    const drop = (): void => void socket.destroy();
    socket.on('error', drop);
    void serve(socket, { password, serverName, state }).catch(drop);
  });
}

interface Desktop {
  readonly password: string;
  readonly serverName: string;
  readonly state: ServerState;
}

async function serve(socket: Socket, { password, serverName, state }: Desktop): Promise<void> {
  if (!(await admitRfb(socket, password))) return void socket.end();
  await readBytes(socket, 1);
  socket.write(formatServerInit({ ...SCREEN, name: serverName }));
  for (let keys = 0; ;) {
    const [type] = await readBytes(socket, 1);
    const body = await readBody(socket, type);
    if (type === KEY_EVENT && body[0] === 1) keys++;
    if (type === UPDATE_REQUEST) socket.write(Buffer.concat([formatUpdateHead(SCREEN), drawScreen(state.isOn, keys)]));
  }
}

const SET_ENCODINGS = 2;
const UPDATE_REQUEST = 3;
const KEY_EVENT = 4;
const CUT_TEXT = 6;
/** Bytes after the type, of messages that always have as many. */
const BODY_BYTES: Readonly<Record<number, number>> = { 0: 19, [UPDATE_REQUEST]: 9, [KEY_EVENT]: 7, 5: 5 };

async function readBody(socket: Socket, type: number): Promise<Buffer> {
  const fixed = BODY_BYTES[type];
  if (fixed !== undefined) return readBytes(socket, fixed);
  if (type === SET_ENCODINGS) return readBytes(socket, (await readBytes(socket, 3)).readUInt16BE(1) * 4);
  if (type === CUT_TEXT) return readBytes(socket, (await readBytes(socket, 7)).readUInt32BE(3));
  throw new Error(`cannot read a message of type ${type}`);
}
