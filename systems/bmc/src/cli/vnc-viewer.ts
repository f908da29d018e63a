import type { Duplex } from 'node:stream';
import { enterRfb } from '../rfb/handshake.ts';
import {
  BYTES_PER_PIXEL,
  formatKeyEvent,
  formatUpdateRequest,
  parseServerInit,
  SERVER_INIT_BYTES,
  UPDATE_HEAD_BYTES,
} from '../rfb/messages.ts';
import type { Screen } from '../rfb/messages.ts';
import { readBytes } from '../streams/read-bytes.ts';

/** The picture of a screen: 32 bits a pixel, blue first. */
export interface Frame extends Screen {
  readonly pixels: Buffer;
}

/** Presses the keys of a text, if any, and takes one picture of the screen. */
export async function takePicture(stream: Duplex, keys: string): Promise<Frame> {
  const screen = await enter(stream);
  for (const key of keys)
    stream.write(
      Buffer.concat([formatKeyEvent(key.codePointAt(0)!, true), formatKeyEvent(key.codePointAt(0)!, false)]),
    );
  stream.write(formatUpdateRequest(screen));
  await readBytes(stream, UPDATE_HEAD_BYTES);
  const pixels = await readBytes(stream, screen.width * screen.height * BYTES_PER_PIXEL);
  return { ...screen, pixels };
}

async function enter(stream: Duplex): Promise<Screen> {
  await enterRfb(stream);
  // Others may look at the same screen.
  stream.write(Buffer.of(1));
  const { width, height, nameLength } = parseServerInit(await readBytes(stream, SERVER_INIT_BYTES));
  return { width, height, name: (await readBytes(stream, nameLength)).toString('latin1') };
}
