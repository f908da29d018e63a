import type { FastifyInstance } from 'fastify';
import { EventStream } from '../event-stream.ts';
import type { ApiParts } from '../parts.ts';

/** Users who want the hub to stay as long as they do. */
export function addAttachRoute(app: FastifyInstance, { attachments }: ApiParts): void {
  app.get(
    '/api/v1/attach',
    {
      schema: {
        summary:
          'Says that somebody uses this hub, for as long as the connection stays open: server-sent events, of which `ready` is the only one.',
        produces: ['text/event-stream'],
      },
    },
    (_request, reply) => {
      reply.hijack();
      reply.raw.on('close', attachments.add());
      new EventStream(reply.raw).send('ready', {});
    },
  );
}
