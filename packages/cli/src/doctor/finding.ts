/** What can be wrong, by a stable name. */
export type FindingCode =
  | 'switched-off'
  | 'not-started'
  | 'no-process'
  | 'configuration'
  | 'sampler-drops-all'
  | 'no-exporter'
  | 'endpoint-unreachable'
  | 'wrong-protocol'
  | 'backend-rejects'
  | 'partial-success'
  | 'loaded-early'
  | 'other-sdk'
  | 'duplicate-api'
  | 'root-client-spans'
  | 'orphan-spans'
  | 'spans-not-ended'
  | 'set-after-end'
  | 'oversized-attributes'
  | 'too-many-spans'
  | 'spans-dropped'
  | 'no-spans'
  | 'data';

/** Something that is wrong, and what mends it. */
export interface Finding {
  readonly code: FindingCode;
  /** `error`: spans are lost or cannot be. `warning`: traces are worse than they could be. */
  readonly severity: 'error' | 'warning';
  /** What was found, as a sentence. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly mend: string;
  /** Names and places. */
  readonly details?: readonly string[];
}

/** Something that was looked at and is fine. */
export interface Passed {
  readonly check: string;
  readonly message: string;
}

/** What one check has to say. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly passed: readonly Passed[];
}

/** A check that found one thing to be fine. */
export function pass(check: string, message: string): Checked {
  return { findings: [], passed: [{ check, message }] };
}

/** A check that found things to be wrong, or nothing to say. */
export function found(...findings: readonly Finding[]): Checked {
  return { findings, passed: [] };
}
