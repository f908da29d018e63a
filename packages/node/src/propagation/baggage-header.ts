import type { Baggage } from '@opentelemetry/api';
import { type BaggageDrops, formatBaggage, MAX_BAGGAGE_BYTES, MAX_BAGGAGE_MEMBERS } from '@throughline/wire';
import { baggageEntries } from '../context/baggage.ts';
import { report } from '../diagnostics/reporter.ts';

const drops: BaggageDrops = { count: 0 };

/** The `baggage` header, `''` where there is nothing to send. Says what did not fit. */
export function formatBaggageHeader(baggage: Baggage): string {
  drops.count = 0;
  const text = formatBaggage(baggageEntries(baggage), drops);
  if (drops.count > 0) reportDrops(drops.count);
  return text;
}

function reportDrops(count: number): void {
  const need = `tokens as keys, at most ${MAX_BAGGAGE_MEMBERS} entries and ${MAX_BAGGAGE_BYTES} bytes`;
  report(
    'warn',
    `cannot send all baggage: got ${count} entries too many, too long or with other keys, need ${need}`,
    'baggage-header',
  );
}
