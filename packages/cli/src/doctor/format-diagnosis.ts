import type { Style } from '../terminal/style.ts';
import { harmless } from '../terminal/text.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import type { Checked, Finding } from './finding.ts';

export interface DiagnosisOptions {
  readonly style: Style;
  readonly width: number;
}

/** Formats what the doctor has to say: what is fine first, then what is not, errors before warnings. */
export function formatDiagnosis({ findings, passed }: Checked, { style, width }: DiagnosisOptions): string {
  const lines = passed.map(({ check, message }) => `${style.good('✓')} ${check}: ${harmless(message)}`);
  const sorted = findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
  for (const finding of sorted) lines.push('', ...formatFinding(finding, { style, width }));
  lines.push('', findings.length === 0 ? style.good('Nothing is wrong.') : summarize(findings, style));
  return `${lines.join('\n').trimStart()}\n`;
}

function formatFinding(
  { code, severity, message, mend, details = [] }: Finding,
  { style, width }: DiagnosisOptions,
): string[] {
  const paint = severity === 'error' ? style.error : style.warning;
  const indented = (text: string): string[] => wrapText(harmless(text), width - 2).map((line) => `  ${line}`);
  return [
    paint(`${severity === 'error' ? '✗' : '!'} ${code}`),
    ...indented(message),
    ...details.map((detail) => `    ${style.dim(harmless(detail))}`),
    ...indented(`→ ${mend}`),
  ];
}

function summarize(findings: readonly Finding[], style: Style): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return [
    errors > 0 ? style.error(`${errors} error${errors === 1 ? '' : 's'}`) : '',
    warnings > 0 ? style.warning(`${warnings} warning${warnings === 1 ? '' : 's'}`) : '',
  ]
    .filter(Boolean)
    .join(', ');
}
