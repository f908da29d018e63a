import type { Dependency, ServerKind, ServiceSummary } from '@throughline/hub';

/** What calls, or is called. */
export interface MapNode {
  readonly id: string;
  readonly name: string;
  readonly kind: ServerKind;
  /** What the hub knows of it; nothing of what sends no spans. */
  readonly summary: ServiceSummary | undefined;
}

/** Calls from one to another. */
export interface MapEdge extends Dependency {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** More addresses than these that one service calls, and that send no spans, are drawn as one. */
const MAX_ADDRESSES = 4;

/** Everybody who calls or is called. */
export function createServiceMap(services: readonly ServiceSummary[], dependencies: readonly Dependency[]): ServiceMap {
  const nodes = new Map<string, MapNode>();
  const summaries = new Map(services.map((service) => [service.name, service]));
  const add = (kind: ServerKind, name: string): string => {
    const id = `${kind}:${name}`;
    if (!nodes.has(id))
      nodes.set(id, { id, name, kind, summary: kind === 'service' ? summaries.get(name) : undefined });
    return id;
  };
  const edges = [...Map.groupBy(dependencies, ({ client }) => client).values()]
    .flatMap(foldAddresses)
    .map((dependency) => {
      const from = add('service', dependency.client);
      const to = add(dependency.serverKind, dependency.server);
      return Object.assign({ id: `${from} ${to}`, from, to }, dependency);
    });
  return { nodes: [...nodes.values()], edges };
}

/** @param calls - those of one service. */
function foldAddresses(calls: readonly Dependency[]): readonly Dependency[] {
  const { external = [], others = [] } = Object.groupBy(calls, ({ serverKind }) =>
    serverKind === 'external' ? 'external' : 'others',
  );
  if (external.length <= MAX_ADDRESSES) return calls;
  const slowest = external.reduce((a, b) => (b.p95Ns > a.p95Ns ? b : a));
  const sum = (valueOf: (call: Dependency) => number): number =>
    external.reduce((total, call) => total + valueOf(call), 0);
  const folded = { calls: sum((call) => call.calls), errors: sum(({ errors }) => errors) };
  return [...others, { ...slowest, ...folded, server: `${external.length} addresses of ${slowest.client}` }];
}

/** How thick an edge is drawn, by how much of all traffic it is: 1 to 6. */
export function edgeWidth(calls: number, mostCalls: number): number {
  if (calls <= 0 || mostCalls <= 0) return 1;
  return 1 + 5 * (Math.log1p(calls) / Math.log1p(mostCalls));
}
