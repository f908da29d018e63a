import type { LogSeverity } from '../api/types.ts';

/** The words for ranges of four severity numbers each, from 1 (OpenTelemetry log data model, "Field: SeverityNumber"). */
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const ALIASES: Readonly<Record<string, (typeof SEVERITIES)[number]>> = {
  information: 'info',
  warning: 'warn',
  err: 'error',
  critical: 'fatal',
};

/** The word for a severity number. */
export function severityOf(number: number): LogSeverity {
  return number < 1 || number > 24 ? '' : SEVERITIES[Math.floor((number - 1) / 4)];
}

/** The lowest number that a word stands for. The highest is three more. */
export function findSeverity(word: string): number | undefined {
  const lower = word.toLowerCase();
  const index = SEVERITIES.indexOf(ALIASES[lower] ?? lower);
  return index < 0 ? undefined : index * 4 + 1;
}
