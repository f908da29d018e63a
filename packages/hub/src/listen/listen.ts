import type { AddressInfo, Server } from 'node:net';
import { HubError } from '../errors.ts';
import { describePortHolder } from './port-holder.ts';

/** Where to listen, and what for. */
export interface ListenAddress {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly purpose: string;
  /** What sets the port. */
  readonly option: string;
}

/**
 * Lets a server listen.
 *
 * @returns the port.
 * @throws HubError `TL_HUB_ADDRESS_IN_USE`, with who has the port where that is to be found out.
 */
export function listen(server: Server, address: ListenAddress): Promise<number> {
  return explainBusyPort(address, () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
    return promise;
  });
}

/**
 * Turns what the system says of a busy port into what helps.
 *
 * @throws HubError `TL_HUB_ADDRESS_IN_USE`, and whatever else `attempt` throws.
 */
export async function explainBusyPort(address: ListenAddress, attempt: () => Promise<number>): Promise<number> {
  try {
    return await attempt();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    const { host, port, purpose, option } = address;
    const who = await describePortHolder(port);
    throw new HubError(
      'TL_HUB_ADDRESS_IN_USE',
      `cannot listen on ${host}:${port} for ${purpose}: got a port that ${who} has, need a free one. Stop that process, or choose another port with ${option}`,
      { cause },
    );
  }
}
