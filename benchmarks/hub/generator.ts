// A process that sends spans to a hub. Asked over IPC: `{protocol, url, seconds, spansPerSecond}`; answers with what was
// acknowledged. At a rate that is given it watches as well, after how long a trace can be fetched.
import { BusyError, createSender, type Protocol, type Send } from './senders.ts';
import { createTemplates, type RequestTemplate, SPANS_PER_REQUEST } from './traffic.ts';

export interface GeneratorTask {
  readonly protocol: Protocol;
  readonly url: string;
  readonly seconds: number;
  /** As many as can be, if there is none. */
  readonly spansPerSecond?: number;
  /** Of the API, to watch how soon traces are visible. */
  readonly apiUrl?: string;
}

export interface GeneratorAnswer {
  readonly acknowledgedSpans: number;
  readonly seconds: number;
  /** Requests for which the hub had no room. */
  readonly refusals: number;
  readonly bytesPerSpan: number;
  /** From the acknowledgement to the first answer with the trace. */
  readonly visibleMs: readonly number[];
}

const SENDERS = 8;
const WATCH_EVERY_MS = 500;
const POLL_MS = 10;
const MAX_VISIBLE_MS = 30_000;

process.on('message', (task: GeneratorTask) => void generate(task).then((answer) => process.send?.(answer)));
process.once('disconnect', () => process.exit());
process.send?.({ ready: true });

async function generate(task: GeneratorTask): Promise<GeneratorAnswer> {
  const { protocol, url, seconds, apiUrl } = task;
  const templates = createTemplates();
  const run = new Run(createSender(protocol, url), task);
  const watching = apiUrl === undefined ? [] : [run.watch(apiUrl)];
  const startMs = performance.now();
  await Promise.all([
    ...Array.from({ length: SENDERS }, (_, index) => run.send(templates.filter((_one, at) => at % SENDERS === index))),
    ...watching,
  ]);
  return {
    acknowledgedSpans: run.acknowledged * SPANS_PER_REQUEST,
    seconds: Math.max(seconds, (performance.now() - startMs) / 1000),
    refusals: run.refusals,
    bytesPerSpan: templates.reduce((sum, { bytes }) => sum + bytes.length, 0) / templates.length / SPANS_PER_REQUEST,
    visibleMs: run.visibleMs,
  };
}

class Run {
  acknowledged = 0;
  refusals = 0;
  readonly visibleMs: number[] = [];
  readonly #send: Send;
  readonly #startMs = performance.now();
  readonly #endMs: number;
  readonly #intervalMs: number;
  #started = 0;
  /** The trace that was acknowledged last, and when. */
  #newest = { traceId: '', atMs: 0 };

  constructor(send: Send, { seconds, spansPerSecond }: GeneratorTask) {
    this.#send = send;
    this.#endMs = this.#startMs + seconds * 1000;
    this.#intervalMs = spansPerSecond === undefined ? 0 : (SPANS_PER_REQUEST / spansPerSecond) * 1000;
  }

  /** Sends one request after the other, each template in turn. */
  async send(templates: readonly RequestTemplate[]): Promise<void> {
    for (let index = 0; performance.now() < this.#endMs; index++) {
      await this.#waitForTurn();
      const template = templates[index % templates.length]!;
      const traceId = template.renew();
      try {
        await this.#send(template.bytes);
        this.acknowledged++;
        this.#newest = { traceId, atMs: performance.now() };
      } catch (error) {
        if (!(error instanceof BusyError)) throw error;
        this.refusals++;
        await sleep(100);
      }
    }
  }

  async #waitForTurn(): Promise<void> {
    const turnMs = this.#startMs + this.#started++ * this.#intervalMs;
    const early = turnMs - performance.now();
    if (early > 0) await sleep(early);
  }

  /** Takes a trace now and then, and asks for it until it is there. */
  async watch(apiUrl: string): Promise<void> {
    while (performance.now() < this.#endMs) {
      await sleep(WATCH_EVERY_MS);
      const { traceId, atMs } = this.#newest;
      if (traceId === '') continue;
      while (!(await isVisible(apiUrl, traceId)) && performance.now() - atMs < MAX_VISIBLE_MS) await sleep(POLL_MS);
      this.visibleMs.push(performance.now() - atMs);
    }
  }
}

async function isVisible(apiUrl: string, traceId: string): Promise<boolean> {
  const response = await fetch(`${apiUrl}/api/v1/traces/${traceId}`);
  await response.arrayBuffer();
  return response.status === 200;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
