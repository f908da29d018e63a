import type { Dependency, OperationList, ServiceSummary } from '@throughline/hub';
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

/** The query for the calls of one to another: by the spans of both or, of what sends none, by those of the caller. */
export function dependencyQuery({
  client,
  server,
  serverKind,
}: Pick<Dependency, 'client' | 'server' | 'serverKind'>): string {
  const caller = `serviceName=${formatText(client)}`;
  if (serverKind === 'service') return `{${caller}} > {serviceName=${formatText(server)}}`;
  const calls = `${caller} AND kind IN (client, producer)`;
  // It is called by its system, with its address behind it.
  const system = formatText(server.replace(/ \(.*\)$/, ''));
  if (serverKind === 'database') return `${calls} AND (db.system.name=${system} OR db.system=${system})`;
  return serverKind === 'messaging' ? `${calls} AND messaging.system=${system}` : calls;
}
