// The part of RFB after the handshake that this system needs: RFC 6143, 7.3 to 7.6.

/** Raw encoding, 7.7.1. */
const RAW = 0;
export const BYTES_PER_PIXEL = 4;

/** 32 bits a pixel, little endian: blue, green, red, unused. */
const PIXEL_FORMAT = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);

/** What a server says of its screen. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

/** Bytes of ServerInit before the name. */
export const SERVER_INIT_BYTES = 24;

export function formatServerInit({ width, height, name }: Screen): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(width);
  size.writeUInt16BE(height, 2);
  const nameLength = Buffer.alloc(4);
  nameLength.writeUInt32BE(name.length);
  return Buffer.concat([size, PIXEL_FORMAT, nameLength, Buffer.from(name, 'latin1')]);
}

/** The first 24 bytes of ServerInit. */
export function parseServerInit(bytes: Buffer): { width: number; height: number; nameLength: number } {
  return {
    width: bytes.readUInt16BE(0),
    height: bytes.readUInt16BE(2),
    nameLength: Math.min(bytes.readUInt32BE(20), 256),
  };
}

/** FramebufferUpdateRequest for the whole screen, changed or not. */
export function formatUpdateRequest({ width, height }: { width: number; height: number }): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(3);
  bytes.writeUInt16BE(width, 6);
  bytes.writeUInt16BE(height, 8);
  return bytes;
}

/** Bytes of a FramebufferUpdate with one rectangle, before its pixels. */
export const UPDATE_HEAD_BYTES = 16;

export function formatUpdateHead({ width, height }: { width: number; height: number }): Buffer {
  const bytes = Buffer.alloc(UPDATE_HEAD_BYTES);
  bytes.writeUInt16BE(1, 2);
  bytes.writeUInt16BE(width, 8);
  bytes.writeUInt16BE(height, 10);
  bytes.writeInt32BE(RAW, 12);
  return bytes;
}

/** A key, pressed or let go. */
export function formatKeyEvent(keysym: number, isDown: boolean): Buffer {
  const bytes = Buffer.from([4, isDown ? 1 : 0, 0, 0, 0, 0, 0, 0]);
  bytes.writeUInt32BE(keysym, 4);
  return bytes;
}
