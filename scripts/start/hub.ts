// The hub of `npm start`: in this process, so that it is there exactly as long as the rest.
import { setTimeout as delay } from 'node:timers/promises';
import { Hub, HubError, readHubFile } from '@throughline/hub';
import type { HubStatus, Trace, TraceList } from '@throughline/hub';
import { HUB_PORTS } from './options.ts';

/** @throws Error with a line for people where one runs already, or a port is taken. */
export async function startHub(directory: string, ports: ReadonlyMap<string, number>): Promise<Hub> {
  const port = (name: string): number => ports.get(name) ?? HUB_PORTS[name];
  try {
    return await Hub.start({
      store: `chdb:${directory}`,
      uiPort: port('ui'),
      otlpHttpPort: port('otlp-http'),
      otlpGrpcPort: port('otlp-grpc'),
    });
  } catch (error) {
    throw error instanceof HubError ? explain(error, directory) : error;
  }
}

function explain(error: HubError, directory: string): Error {
  const another = 'npm start -- --data ANOTHER --port ui=0 --port otlp-http=0 --port otlp-grpc=0';
  if (error.code === 'TL_HUB_DIRECTORY_IN_USE') {
    const { uiUrl, pid } = readHubFile(directory) ?? {};
    const where = uiUrl === undefined ? '' : `: its page is ${uiUrl}, its process ${pid}`;
    return new Error(
      `cannot start: ${directory} is in use by a hub that runs already${where}.\nStop that one, or start beside it:  ${another}`,
    );
  }
  if (error.code === 'TL_HUB_ADDRESS_IN_USE') return new Error(`${error.message}\nTo take free ports:  ${another}`);
  return error;
}

/** Asks the hub's API. */
export class HubQuestions {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async find(query: string): Promise<TraceList> {
    return this.#fetch<TraceList>(`traces?limit=100&q=${encodeURIComponent(query)}`);
  }

  /** Waits until everything that was sent is stored and the trace grows no more: its processes send a moment later. */
  async settledTrace(traceId: string): Promise<Trace> {
    let spanCount = -1;
    for (const until = performance.now() + SETTLE_WITHIN_MS; ; await delay(SETTLE_PAUSE_MS)) {
      const { signals } = await this.#fetch<HubStatus>('status');
      const trace = await this.#fetch<Trace>(`traces/${traceId}?limit=1`).catch(() => undefined);
      const isSettled = trace?.spanCount === spanCount && signals.traces.queued === 0;
      if (trace !== undefined && (isSettled || performance.now() > until)) return trace;
      if (performance.now() > until) throw new Error(`cannot show the trace ${traceId}: it has not arrived`);
      spanCount = trace?.spanCount ?? -1;
    }
  }

  async #fetch<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${path}`);
    if (!answer.ok) throw new Error(`cannot ask the hub for ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

const SETTLE_WITHIN_MS = 15_000;
/** Longer than the delay after which the demonstrated processes send. */
const SETTLE_PAUSE_MS = 500;
