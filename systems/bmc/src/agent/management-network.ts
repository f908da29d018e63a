import { Resolver } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** The network of the BMCs, with a name server of its own. */
export class ManagementNetwork {
  readonly #resolver = new Resolver({ timeout: 5000, tries: 1 });

  constructor(nameServer: string) {
    this.#resolver.setServers([nameServer]);
  }

  /** For `net.connect` and `https.request`. */
  readonly lookup = (host: string, options: LookupOptions, callback: LookupCallback): void => {
    this.#resolver.resolve4(host, (error, addresses) => {
      if (error !== null) return callback(error, '', 4);
      if (options.all === true)
        return callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      callback(null, addresses[0], 4);
    });
  };

  resolve(host: string): Promise<string> {
    return new Promise((resolve, reject) =>
      this.lookup(host, {}, (error, address) => (error === null ? resolve(address as string) : reject(error))),
    );
  }

  /** A connection that can be used. */
  async dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
    const socket = connect({ host, port, lookup: this.lookup as never, signal });
    await once(socket, 'connect');
    // Without a listener an error later on would end the process.
    return socket.on('error', () => {}).setNoDelay(true);
  }
}
