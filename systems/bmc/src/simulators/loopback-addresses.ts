import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';
import { listen } from '../process/listen.ts';

/**
 * Addresses for BMCs, each its own: on Linux all of 127.0.0.0/8 leads to this machine, so that every BMC can have the usual ports,
 * also beside another system that runs here. Elsewhere they share one address, and ports are what is free.
 */
export class LoopbackAddresses {
  readonly #network = process.platform === 'linux' ? `127.${randomInt(64, 255)}.${randomInt(0, 255)}` : undefined;

  /** Of the nth BMC. */
  get(index: number): string {
    return this.#network === undefined ? '127.0.0.1' : `${this.#network}.${index + 1}`;
  }
}

/** Listens on the usual port, or on a free one where that is taken. */
export async function listenPreferably(server: Server, port: number, host: string): Promise<number> {
  if (host === '127.0.0.1') return listen(server, 0, host);
  return listen(server, port, host).catch(() => listen(server, 0, host));
}
