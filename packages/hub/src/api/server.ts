// The port for people: `/api/v1`, `/healthz`, `/readyz`, `/metrics`, and the page. Reads only.
import type { AddressInfo } from 'node:net';
import swagger from '@fastify/swagger';
import fastify from 'fastify';
import { explainBusyPort } from '../listen/listen.ts';
import { answerError } from './answer-error.ts';
import { describeAnswers } from './describe-answers.ts';
import { createGuard } from './guard.ts';
import { createLazyCompiler } from './lazy-compiler.ts';
import { addPage } from './page.ts';
import type { ApiParts } from './parts.ts';
import { addAggregateRoutes } from './routes/aggregate.ts';
import { addAttachRoute } from './routes/attach.ts';
import { addAttributeRoutes } from './routes/attributes.ts';
import { addExploreRoutes } from './routes/explore.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addLogRoutes } from './routes/logs.ts';
import { addMetricRoutes } from './routes/metrics.ts';
import { addProblemRoutes } from './routes/problems.ts';
import { addServiceRoutes } from './routes/services.ts';
import { addSpanRoutes } from './routes/spans.ts';
import { addTailRoutes } from './routes/tail.ts';
import { addTraceRoutes } from './routes/traces.ts';

/** The server of the API. */
export interface Api {
  /**
   * @returns the port.
   * @throws HubError `TL_HUB_ADDRESS_IN_USE`.
   */
  listen(): Promise<number>;
  close(): Promise<void>;
}

/** Creates the server; it does not listen yet. */
export function createApi(parts: ApiParts): Api {
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1024 },
  });
  // A parameter that is not known is an error, not nothing.
  app.setValidatorCompiler(createLazyCompiler({ removeAdditional: false }));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(({ url }, reply) => {
    const hint = url.startsWith('/v1/') ? `: OTLP/HTTP is at ${parts.addresses().otlpHttp}` : '';
    reply.code(404).send({ error: { code: 'TL_NOT_FOUND', message: `cannot find ${url}${hint}` } });
  });
  // By this a client knows that a hub answers, and not somebody else on its port. Raw: answers that are hijacked have it, too.
  app.addHook('onRequest', async (_request, reply) => void reply.raw.setHeader('throughline-api', '1'));
  app.addHook('onRequest', createGuard(parts.options));
  void app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Throughline', description: 'What the hub knows.', version: '1' } },
  });
  void app.register((routes, _options, done) => {
    addHealthRoutes(routes, parts);
    addTraceRoutes(routes, parts);
    addSpanRoutes(routes, parts);
    addAggregateRoutes(routes, parts);
    addServiceRoutes(routes, parts);
    addAttributeRoutes(routes, parts);
    addLogRoutes(routes, parts);
    addMetricRoutes(routes, parts);
    addTailRoutes(routes, parts);
    addAttachRoute(routes, parts);
    addExploreRoutes(routes, parts);
    addProblemRoutes(routes, parts);
    if (parts.options.pageDirectory !== undefined) addPage(routes, parts.options.pageDirectory);
    routes.get('/api/v1/openapi.json', { schema: { hide: true } }, () => describeAnswers(app.swagger()));
    done();
  });
  return {
    listen() {
      const { host, uiPort: port } = parts.options;
      return explainBusyPort({ host, port, purpose: 'the page and the API', option: '--ui-port' }, async () => {
        await app.listen({ host, port });
        return (app.server.address() as AddressInfo).port;
      });
    },
    async close() {
      parts.tail.close();
      await app.close();
    },
  };
}
