import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Listens, and says on which port: 0 is any free one. */
export function listen(server: Server, port: number, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
