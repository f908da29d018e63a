import type { OperationList, ServiceSummary } from '@throughline/hub';
import { formatText } from '@throughline/query-language';

/** The query for what the numbers of a service are about: what it was asked to do, or all it did if nobody asked it. */
export function callsQuery({ name, calls, spans }: Pick<ServiceSummary, 'name' | 'calls' | 'spans'>): string {
  const service = `serviceName=${formatText(name)}`;
  return calls === spans ? service : `${service} AND kind IN (server, consumer)`;
}

/** The query for the spans of an operation. */
export function operationQuery({ service, name, kind }: OperationList['operations'][number]): string {
  return `serviceName=${formatText(service)} AND name=${formatText(name)} AND kind=${kind}`;
}
