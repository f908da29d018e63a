import type { HubStatus } from './types.ts';

const ITEMS = { traces: 'spans', logs: 'log records', metrics: 'data points' } as const;

/** What needs attention, as sentences for people. */
export function findWarnings(
  { signals, services, store }: Omit<HubStatus, 'warnings'>,
  { maxJournalBytes, storeError }: { readonly maxJournalBytes: number; readonly storeError: string | undefined },
): string[] {
  const warnings: string[] = [];
  if (storeError !== undefined) warnings.push(`The store ${store.url} does not answer: ${storeError}.`);
  for (const [signal, { received, rejected, queuedBytes }] of Object.entries(signals)) {
    const items = ITEMS[signal as keyof typeof signals];
    if (rejected > 0)
      warnings.push(
        `${formatCount(rejected)} of ${formatCount(received)} ${items} received since the start ${rejected === 1 ? 'was refused; its sender was' : 'were refused; their senders were'} told why.`,
      );
    if (queuedBytes > maxJournalBytes / 2)
      warnings.push(
        `${formatMib(queuedBytes)} of ${items} wait to be stored, and at ${formatMib(maxJournalBytes)} senders are told to wait: the store does not keep up.`,
      );
  }
  for (const { name, stopped, lastSeenUnixNano } of services)
    if (stopped)
      warnings.push(`${name} sent spans steadily for an hour, and none since ${formatMinute(lastSeenUnixNano)}.`);
  return warnings;
}

function formatCount(count: number): string {
  return count.toLocaleString('en');
}

function formatMib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function formatMinute(unixNano: string): string {
  const iso = new Date(Number(BigInt(unixNano) / 1_000_000n)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
