// Runs an application of this folder on this same Node, with a real receiver of what it sends.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeTraceRequest } from '@throughline/wire/decode';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** What loads the runtime. */
export const preload = ['--import', '@throughline/node/register'];

/** @returns what it printed, its spans, and how many reports Sentry sent. Rejects where it does not end with 0. */
export async function runTraced(args, environment = {}) {
  const requests = [];
  let reports = 0;
  const receiver = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url.startsWith('/api/1/envelope/')) reports++;
    else requests.push(decodeTraceRequest(Buffer.concat(chunks)));
    response.end();
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address();
  const addresses = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    SENTRY_DSN: `http://key@127.0.0.1:${port}/1`,
  };
  const env = { ...process.env, ...addresses, ...environment };
  // An application that does not end by itself is a failure, too.
  const { stdout, stderr } = await run(process.execPath, args, { cwd: here, env, timeout: 60_000 });
  receiver.close();
  receiver.closeAllConnections();
  return { stdout, stderr, spans: requests.flatMap(spansOf), reports };
}

function spansOf({ resourceSpans }) {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
}

/** Kind and name of each, sorted. */
export function namesOf(spans) {
  return spans.map(({ name, kind }) => `${KINDS[kind]} ${name}`).toSorted();
}

export function countTraces(spans) {
  return new Set(spans.map(({ traceId }) => Buffer.from(traceId).toString('hex'))).size;
}
