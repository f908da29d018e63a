// The parts of the SDK's ReadableSpan that are read here. Structural: neither the API's nor an SDK's types are needed by
// whoever uses this package.

/** Seconds and nanoseconds. */
export type HrTime = readonly [number, number];

interface RecordedContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** A span as processors get it. Its fields are final once it has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly {
    readonly context: RecordedContext;
    readonly attributes?: Readonly<Record<string, unknown>>;
  }[];
  readonly status: { readonly code: number; readonly message?: string };
  readonly startTime: HrTime;
  readonly duration: HrTime;
  readonly parentSpanContext?: RecordedContext;
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
  readonly resource: unknown;
  spanContext(): RecordedContext;
}
