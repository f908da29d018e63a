import type { Signal } from '../store/engine.ts';
import type { ApiParts } from './parts.ts';

const COUNTERS = {
  received: 'Items received since the start: always stored + rejected + queued.',
  stored: 'Items that are rows.',
  rejected: 'Items refused for what they are; their senders were told.',
  queued: 'Items acknowledged and not stored yet.',
} as const;

/** The hub's own counts in the text format of Prometheus. */
export function formatMetrics({ ledger, journals }: ApiParts): string {
  const lines: string[] = [];
  for (const [column, help] of Object.entries(COUNTERS) as [keyof typeof COUNTERS, string][]) {
    const name = column === 'queued' ? 'throughline_hub_queued_items' : `throughline_hub_${column}_items_total`;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${column === 'queued' ? 'gauge' : 'counter'}`);
    for (const [signal, counts] of Object.entries(ledger.counts))
      lines.push(`${name}{signal="${signal}"} ${counts[column]}`);
  }
  lines.push(
    '# HELP throughline_hub_journal_bytes Bytes that wait to be stored.',
    '# TYPE throughline_hub_journal_bytes gauge',
  );
  for (const signal of Object.keys(journals) as Signal[])
    lines.push(`throughline_hub_journal_bytes{signal="${signal}"} ${journals[signal].queuedBytes}`);
  return `${lines.join('\n')}\n`;
}
