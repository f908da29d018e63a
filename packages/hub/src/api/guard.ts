// Who may read. A page of another origin, open in the same browser, must not; nor one that points a name of its own at
// this address (DNS rebinding), which the Host header gives away.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubOptions } from '../configuration/options.ts';
import { isLoopback } from '../configuration/options.ts';
import { bearsToken } from '../receive/token.ts';

/** Paths that say nothing about anybody's data. */
const OPEN_PATHS = new Set(['/healthz', '/readyz']);

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A hook that refuses requests which may not read. */
export function createGuard({ host, readToken }: HubOptions): Hook {
  return async (request, reply) => {
    const hostName = hostNameOf(`http://${request.headers.host ?? ''}`);
    if (isLoopback(host) && !isLoopback(hostName))
      return refuse(reply, 403, `cannot answer as ${hostName}: this hub is for this machine, ask for localhost`);
    const { origin } = request.headers;
    if (
      origin !== undefined &&
      origin !== `http://${request.headers.host}` &&
      origin !== `https://${request.headers.host}`
    )
      return refuse(reply, 403, `cannot answer a page of ${origin}`);
    const isOpen = OPEN_PATHS.has(request.url) || request.routeOptions.config.isOpen;
    if (readToken === undefined || isOpen) return;
    if (bearsToken(request.headers.authorization, readToken)) return;
    reply.header('www-authenticate', 'Bearer');
    refuse(reply, 401, 'cannot answer without a token: need the header Authorization: Bearer <read token>');
  };
}

function hostNameOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
}

function refuse(reply: FastifyReply, status: number, message: string): void {
  reply.code(status).send({ error: { code: status === 401 ? 'TL_UNAUTHENTICATED' : 'TL_FORBIDDEN', message } });
}
