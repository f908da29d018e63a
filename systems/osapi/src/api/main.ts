// `osapi api server start`
import { readArguments, readConfiguration } from '../configuration/configuration.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';

const given = readArguments(process.argv.slice(2));
const configuration = readConfiguration(given.file);
startTelemetry('osapi-api', configuration, given);
const { serve } = await import('@hono/node-server');
const { createApi } = await import('./api.ts');
const { JobStore } = await import('../job/job-store.ts');
const { createLog } = await import('../process/log.ts');
const { announce, endWith } = await import('../process/service.ts');

const store = await JobStore.open(configuration.nats, 'osapi-api');
const api = createApi(store, createLog('osapi-api'));
const server = serve({ fetch: api.fetch, port: configuration.api.port, hostname: '127.0.0.1' }, ({ port }) => {
  announce({ url: `http://127.0.0.1:${port}` });
});
endWith(async () => {
  server.close();
  await store.close();
});
