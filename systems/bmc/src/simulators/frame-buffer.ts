import { BYTES_PER_PIXEL } from '../rfb/messages.ts';

export const SCREEN = { width: 160, height: 100 } as const;

/** What a server's screen shows: colour bars while it is on, and a mark for each key that was pressed; black while it is off. */
export function drawScreen(isOn: boolean, keysPressed: number): Buffer {
  const { width, height } = SCREEN;
  const pixels = Buffer.alloc(width * height * BYTES_PER_PIXEL);
  if (!isOn) return pixels;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.writeUInt32LE(colorAt(x, y, keysPressed), (y * width + x) * BYTES_PER_PIXEL);
  }
  return pixels;
}

const BARS = [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000];

function colorAt(x: number, y: number, keysPressed: number): number {
  const { width, height } = SCREEN;
  if (y >= height - 8) return Math.floor(x / 4) < keysPressed && x % 4 < 3 ? 0xffffff : 0x202020;
  return BARS[Math.floor((x * BARS.length) / width)];
}
