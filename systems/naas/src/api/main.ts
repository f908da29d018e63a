import { readSettings } from '../environment.ts';
import { startTracing } from '../tracing/tracing.ts';

await startTracing('naas-api');
const { createApi } = await import('./server.ts');
const { createLog } = await import('../process/log.ts');
const { announce, endWith } = await import('../process/service.ts');

const settings = readSettings();
const api = createApi(settings, createLog('naas-api'));
const url = await api.listen({ port: settings.port, host: '127.0.0.1' });
announce({ url });
endWith(() => api.close());
