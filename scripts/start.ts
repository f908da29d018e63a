// `npm start`: two services and a command-line client, each a process of its own, traced by nothing but the preload; and the
// trace that they make together. A small OTLP receiver stands in for the hub.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { renderTraces } from '@throughline/node/console';
import { type DecodedResourceSpans, type DecodedTraceRequest, decodeTraceRequest } from '@throughline/wire/decode';

const HELP = `usage: npm start [-- --once]

Starts two HTTP services and a command-line client, and prints the trace they make together.

  --once   exit after the first traces instead of waiting for your requests
  --help   this text`;

const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const received: DecodedResourceSpans[] = [];
const receiver = await startReceiver(({ resourceSpans }) => received.push(...resourceSpans));
const endpoint = `http://127.0.0.1:${portOf(receiver)}`;

const stock = await startService('stock', []);
const orders = await startService('orders', [stock.url]);
console.log(`stock service   ${stock.url}\norders service  ${orders.url}\n`);

console.log('$ shop order lamp chair piano');
await runClient(['lamp', 'chair', 'piano']);
await settle();
printTraces();

if (values.once) {
  await stop();
} else {
  console.log(`Waiting for your requests. Try:  curl -X POST ${orders.url}/orders/chair    (Ctrl-C ends)`);
  setInterval(printTraces, 500);
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
}

interface Service {
  readonly child: ChildProcess;
  readonly url: string;
}

function startReceiver(onRequest: (request: DecodedTraceRequest) => void): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    onRequest(decodeTraceRequest(Buffer.concat(chunks)));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function spawnTraced(program: string, args: readonly string[]): ChildProcess {
  return fork(new URL(`../examples/shop/${program}.ts`, import.meta.url), args, {
    execArgv: ['--conditions=throughline-source', '--import', '@throughline/node/register'],
    env: {
      ...process.env,
      OTEL_SERVICE_NAME: `shop-${program}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
}

async function startService(program: string, args: readonly string[]): Promise<Service> {
  const child = spawnTraced(program, args);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`cannot start the ${program} service: it ended with exit code ${code}`);
  });
  const [address] = (await Promise.race([once(child, 'message'), failed])) as [AddressInfo];
  return { child, url: `http://127.0.0.1:${address.port}` };
}

async function runClient(articles: readonly string[]): Promise<void> {
  const client = spawnTraced('client', [orders.url, ...articles]);
  const [code] = (await once(client, 'exit')) as [number];
  console.log(`exit code ${code}\n`);
}

/** The services send their spans at most 200 ms after they end. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 600);
  });
}

function printTraces(): void {
  if (received.length === 0) return;
  console.log(renderTraces(received.splice(0), { color: useColor(), width: process.stdout.columns ?? 120 }));
}

function useColor(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR;
}

async function stop(): Promise<void> {
  for (const { child } of [orders, stock]) {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
  receiver.close();
  receiver.closeAllConnections();
}
