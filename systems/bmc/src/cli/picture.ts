import { BYTES_PER_PIXEL } from '../rfb/messages.ts';
import type { Frame } from './vnc-viewer.ts';

const COLUMNS = 48;
const ROWS = 6;
const SHADES = ' ░▒▓█';

/** A frame for a terminal, in shades. */
export function formatPicture(frame: Frame): string {
  const lines = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (_cell, column) => shadeAt(frame, column, row)).join(''),
  );
  return lines.join('\n');
}

function shadeAt({ width, height, pixels }: Frame, column: number, row: number): string {
  const x = Math.floor(((column + 0.5) * width) / COLUMNS);
  const y = Math.floor(((row + 0.5) * height) / ROWS);
  const [blue, green, red] = pixels.subarray((y * width + x) * BYTES_PER_PIXEL);
  const brightness = (red * 3 + green * 6 + blue) / 10 / 256;
  return SHADES[Math.floor(brightness * SHADES.length)];
}

/** A frame as a file that picture viewers know: PPM. */
export function toPpm({ width, height, pixels }: Frame): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [blue, green, red] = pixels.subarray(pixel * BYTES_PER_PIXEL);
    rgb.set([red, green, blue], pixel * 3);
  }
  return Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), rgb]);
}
