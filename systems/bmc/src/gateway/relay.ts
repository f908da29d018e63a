import type { RawData, WebSocket } from 'ws';

const MAX_BUFFERED_BYTES = 1 << 20;

/** Passes every message of each socket on to the other, no faster than that one takes them. */
export function relay(one: WebSocket, other: WebSocket): void {
  forward(one, other);
  forward(other, one);
}

function forward(from: WebSocket, to: WebSocket): void {
  from.on('message', (data: RawData, isBinary: boolean) => {
    if (to.readyState !== to.OPEN) return;
    const isFull = to.bufferedAmount > MAX_BUFFERED_BYTES;
    if (isFull) from.pause();
    to.send(data, { binary: isBinary }, () => {
      if (isFull) from.resume();
    });
  });
}
