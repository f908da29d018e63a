// A sampler of the application, in the shape that the OpenTelemetry API defines.
import type { Context, Sampler as StandardSampler, SamplingResult } from '@opentelemetry/api';
import { formatTraceId } from '@throughline/wire';
import { getSpan, withSpan } from '../context/context.ts';
import { report } from '../diagnostics/reporter.ts';
import { NonRecordingSpan } from '../trace/non-recording-span.ts';
import type { SpanSeed } from '../trace/span-seed.ts';
import { ALWAYS_ON } from './always.ts';
import { ParentBased } from './parent-based.ts';
import { RECORD, SAMPLE, type Decision, type Sampler } from './sampler.ts';

/** Asks a standard sampler. Whatever it throws or returns that is no decision is reported, and the parent decides. */
export class CustomSampler implements Sampler {
  readonly isForeign = true;
  readonly needsAttributes = true;
  readonly #sampler: StandardSampler;
  readonly #instead: Sampler = new ParentBased(ALWAYS_ON);

  constructor(sampler: StandardSampler) {
    this.#sampler = sampler;
  }

  decide(seed: SpanSeed): Decision {
    try {
      const result = this.#ask(seed);
      if (isDecision(result?.decision)) return applyResult(seed, result);
      this.#report(`got ${describe(result)}, need a decision of 0, 1 or 2`);
    } catch (error) {
      this.#report(describe(error));
    }
    return this.#instead.decide(seed);
  }

  #ask(seed: SpanSeed): SamplingResult {
    const { name, kind, options } = seed;
    const attributes = { ...options?.attributes };
    const links = options?.links ?? [];
    return this.#sampler.shouldSample(parentContext(seed), formatTraceId(seed), name, kind, attributes, [...links]);
  }

  #report(problem: string): void {
    report('error', `cannot ask the sampler ${this}: ${problem}; the parent decides`, 'sampler');
  }

  toString(): string {
    try {
      return String(this.#sampler);
    } catch {
      return 'Custom';
    }
  }
}

/** Instrumentations know the parent as an identity; a standard sampler looks for it in the context. */
function parentContext({ context, parent }: SpanSeed): Context {
  if (parent === undefined || getSpan(context) !== undefined) return context;
  return withSpan(context, new NonRecordingSpan(parent));
}

function isDecision(decision: unknown): decision is Decision {
  return decision === 0 || decision === RECORD || decision === SAMPLE;
}

function applyResult(seed: SpanSeed, { decision, attributes, traceState }: SamplingResult): Decision {
  if (typeof attributes === 'object' && attributes !== null) seed.samplerAttributes = attributes;
  if (traceState !== undefined && traceState !== null) seed.traceStateText = traceState.serialize();
  return decision as Decision;
}

function describe(value: unknown): string {
  try {
    return value instanceof Error ? String(value) : (JSON.stringify(value) ?? String(value));
  } catch {
    return typeof value;
  }
}
