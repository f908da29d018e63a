import { readSettings } from '../environment.ts';
import { startTracing } from '../tracing/tracing.ts';

await startTracing('naas-worker');
const { JobWorker } = await import('./worker.ts');
const { createLog } = await import('../process/log.ts');
const { announce, endWith } = await import('../process/service.ts');

const worker = new JobWorker(readSettings(), createLog('naas-worker'));
await worker.waitUntilReady();
announce({});
endWith(() => worker.stop());
