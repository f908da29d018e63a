import { Code, ConnectError } from '@connectrpc/connect';
import type { AgentLink } from './agent-link.ts';

/** Which agent leads to which server. */
export class Agents {
  readonly #byServer = new Map<string, AgentLink>();

  attach(link: AgentLink, serverIds: readonly string[]): void {
    for (const serverId of serverIds) this.#byServer.set(serverId, link);
  }

  /** An agent that is back already keeps its place. */
  detach(link: AgentLink): void {
    for (const [serverId, one] of this.#byServer) if (one === link) this.#byServer.delete(serverId);
    link.lose();
  }

  /** @throws ConnectError `unavailable` */
  get(serverId: string): AgentLink {
    const link = this.#byServer.get(serverId);
    if (link === undefined) throw new ConnectError(`no agent leads to ${serverId}`, Code.Unavailable);
    return link;
  }
}
