import type { ProblemList } from '@throughline/hub';
import type { HubClient } from '../hub-client/hub-client.ts';
import { found, pass } from './finding.ts';
import type { Checked, FindingCode } from './finding.ts';

const CODES: Readonly<Record<string, FindingCode>> = {
  'root-client-span': 'root-client-spans',
  'missing-remote-parent': 'orphan-spans',
  'missing-local-parent': 'orphan-spans',
  'dropped-attributes': 'oversized-attributes',
  'oversized-attribute': 'oversized-attributes',
};

/** What the hub has noticed about the spans of a time. */
export async function checkData(client: HubClient, start: string | undefined): Promise<Checked> {
  const { problems, examinedSpans } = await client.fetch<ProblemList>('problems', { start });
  if (problems.length === 0)
    return examinedSpans === 0 ? found() : pass('data', `nothing odd about ${examinedSpans} spans at ${client.url}`);
  return found(
    ...problems.map(({ code, service, spans, message, mend, names, traceIds }) => ({
      code: CODES[code] ?? 'data',
      severity: 'warning' as const,
      message: `${service}: ${message} (${spans} of ${examinedSpans} spans)`,
      mend,
      details: [...names.slice(0, 3), ...traceIds.slice(0, 1).map((id) => `throughline trace ${id}`)],
    })),
  );
}
