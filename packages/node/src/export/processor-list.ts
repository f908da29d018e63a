// Standard span processors of the application, each guarded: what one of them throws is reported, not passed on.
import type { Context } from '@opentelemetry/api';
import type { StandardSpanProcessor } from '../configuration/standard-objects.ts';
import { report } from '../diagnostics/reporter.ts';
import type { Span } from '../trace/span.ts';
import type { SpanSink } from '../trace/tracer-shared.ts';

/** Calls every processor, and passes ended spans on to the batch. */
export class ProcessorList implements SpanSink {
  readonly #processors: readonly StandardSpanProcessor[];
  readonly #next: SpanSink;

  constructor(processors: readonly StandardSpanProcessor[], next: SpanSink) {
    this.#processors = processors;
    this.#next = next;
  }

  onStart(span: Span, context: Context): void {
    this.#each('onStart', (processor) => processor.onStart(span, context));
  }

  onEnding(span: Span): void {
    this.#each('onEnding', (processor) => processor.onEnding?.(span));
  }

  end(span: Span): void {
    this.#next.end(span);
    this.#each('onEnd', (processor) => processor.onEnd(span));
  }

  /** Has every processor deliver what it holds. Resolves by the deadline, never rejects. */
  async finish(method: 'forceFlush' | 'shutdown', deadlineMs: number): Promise<void> {
    await Promise.all(
      this.#processors.map(async (processor) => {
        try {
          await withDeadline((async () => processor[method]())(), deadlineMs);
        } catch (error) {
          reportFailure(processor, method, error);
        }
      }),
    );
  }

  #each(method: string, call: (processor: StandardSpanProcessor) => void): void {
    for (const processor of this.#processors) {
      try {
        call(processor);
      } catch (error) {
        reportFailure(processor, method, error);
      }
    }
  }
}

function reportFailure(processor: StandardSpanProcessor, method: string, error: unknown): void {
  const text = `span processor ${processor.constructor?.name} failed in ${method}: ${String(error)}`;
  report('error', text, `processor:${method}`);
}

async function withDeadline(work: Promise<unknown>, deadlineMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no end within ${deadlineMs} ms`)), deadlineMs);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
