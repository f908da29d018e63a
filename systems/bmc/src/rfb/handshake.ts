// The first part of the RFB protocol 3.8 (RFC 6143, 7.1), for both sides:
//
//   server  "RFB 003.008\n"                        client  the same
//   server  count, security types                  client  the type it chooses
//   server  for VNC authentication, a challenge    client  the answer
//   server  result: 0 is OK, else a reason follows
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { readBytes } from '../streams/read-bytes.ts';
import { answerChallenge } from './vnc-authentication.ts';

const VERSION = Buffer.from('RFB 003.008\n', 'latin1');
const NONE = 1;
const VNC_AUTHENTICATION = 2;
const CHALLENGE_BYTES = 16;

/** The server does not let us in. Its message is that of the server. */
export class RfbRefusedError extends Error {
  override readonly name = 'RfbRefusedError';
}

/** As a client; without a password only where the server asks for none. */
export async function enterRfb(stream: Duplex, password?: string): Promise<void> {
  const version = await readBytes(stream, VERSION.length);
  if (!/^RFB 003\.\d{3}\n$/.test(version.toString('latin1')))
    throw new RfbRefusedError('the server does not speak RFB 3');
  stream.write(VERSION);
  const [count] = await readBytes(stream, 1);
  if (count === 0) throw new RfbRefusedError(await readReason(stream));
  const offered = await readBytes(stream, count);
  const type = password === undefined ? NONE : VNC_AUTHENTICATION;
  if (!offered.includes(type)) throw new RfbRefusedError(`the server offers security types ${[...offered].join()}`);
  stream.write(Buffer.of(type));
  if (password !== undefined) stream.write(answerChallenge(await readBytes(stream, CHALLENGE_BYTES), password));
  const result = (await readBytes(stream, 4)).readUInt32BE();
  if (result !== 0) throw new RfbRefusedError(await readReason(stream));
}

/** As a server. @returns whether the client was let in; where it was not, it has been told. */
export async function admitRfb(stream: Duplex, password?: string): Promise<boolean> {
  stream.write(VERSION);
  await readBytes(stream, VERSION.length);
  const type = password === undefined ? NONE : VNC_AUTHENTICATION;
  stream.write(Buffer.of(1, type));
  const [chosen] = await readBytes(stream, 1);
  const isRight = chosen === type && (password === undefined || (await challenge(stream, password)));
  stream.write(isRight ? Buffer.alloc(4) : formatRefusal('authentication failed'));
  return isRight;
}

async function challenge(stream: Duplex, password: string): Promise<boolean> {
  const question = randomBytes(CHALLENGE_BYTES);
  stream.write(question);
  return timingSafeEqual(await readBytes(stream, CHALLENGE_BYTES), answerChallenge(question, password));
}

function formatRefusal(reason: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(1);
  head.writeUInt32BE(reason.length, 4);
  return Buffer.concat([head, Buffer.from(reason, 'latin1')]);
}

async function readReason(stream: Duplex): Promise<string> {
  const length = Math.min((await readBytes(stream, 4)).readUInt32BE(), 1024);
  return (await readBytes(stream, length)).toString('latin1');
}
