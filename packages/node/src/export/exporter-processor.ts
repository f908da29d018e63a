// Lets a standard SpanExporter of the application (OpenTelemetry SDK 2.x, 3.x) take part: collects ended spans and hands
// them over in batches, one at a time.
import type { BatchConfiguration } from '../configuration/configuration.ts';
import type { StandardSpanExporter, StandardSpanProcessor } from '../configuration/standard-objects.ts';
import { report } from '../diagnostics/reporter.ts';
import { SAMPLED_FLAG } from '../trace/identity.ts';
import type { Span } from '../trace/span.ts';
import { describeError } from './describe-error.ts';
import { runDetached } from './detached.ts';

/** Spans that wait where nothing else is configured: objects are larger than encoded spans, and unbounded in bytes. */
const DEFAULT_MAX_QUEUE_SIZE = 2048;
/** The SDK's ExportResultCode.SUCCESS. */
const SUCCESS = 0;

type ExporterBatchOptions = Pick<
  BatchConfiguration,
  'scheduleDelayMs' | 'exportTimeoutMs' | 'maxExportBatchSize' | 'maxQueueSize' | 'keep'
>;

/** What a processor has done so far, in spans. */
export interface ExporterProcessorCounters {
  exported: number;
  failed: number;
  dropped: number;
}

/** Batches the sampled spans for one exporter. No method throws or rejects, whatever the exporter does. */
export class ExporterProcessor implements StandardSpanProcessor {
  readonly counters: ExporterProcessorCounters = { exported: 0, failed: 0, dropped: 0 };
  readonly #exporter: StandardSpanExporter;
  readonly #name: string;
  readonly #options: ExporterBatchOptions;
  readonly #maxQueueSize: number;
  readonly #waiting: Span[] = [];
  /** How many of the waiting spans are to go out without waiting for a full batch. */
  #due = 0;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #shutdown: Promise<void> | undefined;

  constructor(exporter: StandardSpanExporter, options: ExporterBatchOptions) {
    this.#exporter = exporter;
    this.#name = exporter.constructor?.name ?? 'exporter';
    this.#options = options;
    this.#maxQueueSize = options.maxQueueSize ?? DEFAULT_MAX_QUEUE_SIZE;
  }

  /** Spans that wait or are under way. */
  get queuedSpans(): number {
    return this.#waiting.length + this.#underWay;
  }

  onStart(): void {}

  onEnd(span: Span): void {
    if ((span.traceFlags & SAMPLED_FLAG) === 0 || this.#shutdown !== undefined) return;
    if (this.#waiting.length >= this.#maxQueueSize && !this.#makeRoom()) return;
    this.#waiting.push(span);
    if (this.#waiting.length >= this.#batchSize()) void this.#run();
    else this.#startTimer();
  }

  async forceFlush(): Promise<void> {
    await this.#flush();
    await this.#guarded('forceFlush', async () => this.#exporter.forceFlush?.());
  }

  shutdown(): Promise<void> {
    return (this.#shutdown ??= this.#stop());
  }

  async #stop(): Promise<void> {
    await this.#flush();
    clearTimeout(this.#timer);
    await this.#guarded('shutdown', async () => this.#exporter.shutdown());
  }

  /** @returns whether the new span has a place. */
  #makeRoom(): boolean {
    this.counters.dropped++;
    const text = `${this.counters.dropped} spans dropped so far: queue of span exporter ${this.#name} full`;
    report('warn', text, `drop:${this.#name}`);
    if (this.#options.keep === 'oldest') return false;
    this.#waiting.shift();
    return true;
  }

  #batchSize(): number {
    return Math.min(this.#options.maxExportBatchSize, this.#maxQueueSize);
  }

  #startTimer(): void {
    this.#timer ??= runDetached(() => setTimeout(() => void this.#flush(), this.#options.scheduleDelayMs).unref());
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = this.#waiting.length;
    return this.#run();
  }

  /** Exports one batch after the other until none is full or due. Whoever calls meanwhile waits for the same run. */
  #run(): Promise<void> {
    return (this.#running ??= this.#exportBatches().finally(() => this.#rest()));
  }

  async #exportBatches(): Promise<void> {
    while (this.#isDue()) {
      const batch = this.#waiting.splice(0, this.#batchSize());
      this.#due = Math.max(0, this.#due - batch.length);
      this.#underWay = batch.length;
      await runDetached(() => this.#export(batch));
      this.#underWay = 0;
    }
  }

  #rest(): void {
    this.#running = undefined;
    if (this.#isDue()) void this.#run();
    else if (this.#waiting.length > 0) this.#startTimer();
  }

  #isDue(): boolean {
    return this.#waiting.length > 0 && (this.#due > 0 || this.#waiting.length >= this.#batchSize());
  }

  async #export(batch: readonly Span[]): Promise<void> {
    const failure = await this.#callExporter(batch);
    if (failure === undefined) {
      this.counters.exported += batch.length;
      return;
    }
    this.counters.failed += batch.length;
    const text = `span exporter ${this.#name} failed: ${failure}; ${batch.length} spans are lost`;
    report('error', text, `exporter:${this.#name}`);
  }

  /** @returns why it failed, `undefined` for success. */
  #callExporter(batch: readonly Span[]): Promise<string | undefined> {
    const { exportTimeoutMs } = this.#options;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(`no result within ${exportTimeoutMs} ms`), exportTimeoutMs).unref();
      const settle = (failure: string | undefined): void => {
        clearTimeout(timer);
        resolve(failure);
      };
      try {
        this.#exporter.export(batch, (result) => settle(describeFailure(result)));
      } catch (error) {
        settle(describeError(error));
      }
    });
  }

  /** Calls a method of the exporter with the same bound as an export. */
  async #guarded(method: string, call: () => Promise<void>): Promise<void> {
    const { exportTimeoutMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end within ${exportTimeoutMs} ms`)), exportTimeoutMs).unref();
    });
    try {
      await Promise.race([runDetached(call), late]);
    } catch (error) {
      const text = `span exporter ${this.#name} failed in ${method}: ${describeError(error)}`;
      report('error', text, `exporter:${this.#name}:${method}`);
    }
    clearTimeout(timer);
  }
}

function describeFailure(result: { code: number; error?: Error } | undefined): string | undefined {
  if (result?.code === SUCCESS) return undefined;
  return result?.error === undefined ? 'no reason given' : describeError(result.error);
}
