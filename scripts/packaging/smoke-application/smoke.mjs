// Run by scripts/packaging/smoke.ts in a folder where the packed packages are installed. Starts each application below it on
// this same Node, with a real OTLP receiver, and compares the spans that arrive.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeTraceRequest } from '@throughline/wire/decode';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const preload = ['--import', '@throughline/node/register'];
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const EXPECTED = ['CLIENT GET', 'INTERNAL work', 'SERVER GET'];

for (const { name, args, environment = {}, expected } of [
  { name: 'CommonJS, preload', args: [...preload, 'application.cjs'], expected: EXPECTED },
  { name: 'ES module, preload', args: [...preload, 'application.mjs'], expected: EXPECTED },
  { name: 'ES module, in code', args: ['bootstrapped.mjs'], expected: EXPECTED },
  { name: 'ES module, fetch', args: [...preload, 'fetching.mjs'], expected: EXPECTED },
  { name: 'off', args: [...preload, 'application.cjs'], environment: { OTEL_SDK_DISABLED: 'true' }, expected: [] },
]) {
  const spans = await trace(args, environment);
  assert.deepEqual(spans, expected, `${name}: ${spans}`);
}

async function trace(args, environment) {
  const requests = [];
  const receiver = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push(decodeTraceRequest(Buffer.concat(chunks)));
    response.end();
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${receiver.address().port}`;
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT, ...environment };
  const { stderr } = await run(process.execPath, args, { cwd: here, env });
  assert.equal(stderr, '', `nothing may be said: ${stderr}`);
  receiver.close();
  return requests.flatMap(namesOf).toSorted();
}

function namesOf({ resourceSpans }) {
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1, 'one trace');
  return spans.map(({ name, kind }) => `${KINDS[kind]} ${name}`);
}
