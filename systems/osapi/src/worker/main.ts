// `osapi job worker start`
import { readArguments, readConfiguration } from '../configuration/configuration.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';

const given = readArguments(process.argv.slice(2));
const configuration = readConfiguration(given.file);
startTelemetry('osapi-worker', configuration, given);
const { JobStore } = await import('../job/job-store.ts');
const { JobWorker } = await import('./worker.ts');
const { createLog } = await import('../process/log.ts');
const { announce, endWith } = await import('../process/service.ts');

const store = await JobStore.open(configuration.nats, 'osapi-worker');
const worker = new JobWorker(store, createLog('osapi-worker'), configuration.nats.ack_wait_ms);
worker.start();
announce({});
endWith(async () => {
  await worker.stop();
  await store.close();
});
