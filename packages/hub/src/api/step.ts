import { HubError } from '../errors.ts';
import type { TimeRange } from './time-range.ts';

/** Steps that read well, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Steps of a range that nobody gave a step for, at most. */
const WANTED_STEPS = 120;
const MAX_STEPS = 2000;

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** The parameter, as JSON schema. */
export const STEP_PROPERTY = {
  type: 'string',
  description: 'Seconds, or like 30s, 5m, 1h, 1d. Default: what gives about 100 steps.',
} as const;

/**
 * Parses the length of the steps of a series.
 *
 * @returns seconds.
 * @throws HubError `TL_REQUEST`.
 */
export function parseStep(text: string | undefined, { startUnixNano, endUnixNano }: TimeRange): number {
  const seconds = Number(endUnixNano - startUnixNano) / 1e9;
  if (text === undefined)
    return STEPS.find((step) => seconds / step <= WANTED_STEPS) ?? Math.ceil(seconds / WANTED_STEPS);
  const [, digits, unit] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const step = Number(digits) * UNIT_SECONDS[unit];
  if (step > 0 && step < 2 ** 32 && seconds / step <= MAX_STEPS) return step;
  const need =
    step > 0
      ? `at least ${Math.ceil(seconds / MAX_STEPS)}s for a range so long`
      : 'seconds, or a number with s, m, h or d';
  throw new HubError('TL_REQUEST', `cannot use the step: got ${text}, need ${need}`);
}
