import '@xyflow/react/dist/base.css';
import { Background, Controls, ReactFlow } from '@xyflow/react';
import type { ServiceSummary } from '@throughline/hub';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { formatCount, formatShare } from '../design/quantity.ts';
import { EmptyState, ErrorState, LoadingState } from '../design/states.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { DependencyTable } from './dependency-table.tsx';
import { layoutMap } from './layout-map.ts';
import { createServiceMap } from './model/service-map.ts';
import { useDependencies } from './queries.ts';
import { EDGE_TYPES, NODE_TYPES, toFlow } from './flow.tsx';
import styles from './service-map.module.css';

interface ServiceMapProps {
  readonly services: readonly ServiceSummary[];
  readonly range: TimeRange;
  readonly onSelect: (service: string) => void;
}

const FIT = { padding: 0.08 };

/** Who calls whom, as a picture and as a table. */
export function ServiceMap({ services, range, onSelect }: ServiceMapProps) {
  const navigate = useNavigate();
  const { data, error, refetch } = useDependencies(range);
  const map = useMemo(() => data && createServiceMap(services, data.dependencies), [services, data]);
  const shape = map && [map.nodes.map(({ id }) => id), map.edges.map(({ id }) => id)];
  const layout = useQuery({
    queryKey: ['service-map-layout', shape],
    queryFn: () => layoutMap(map!),
    enabled: map !== undefined,
    staleTime: Infinity,
  });
  const isReady = map !== undefined && layout.data !== undefined;
  const flow = useMemo(() => (isReady ? toFlow(map, layout.data) : undefined), [isReady, map, layout.data]);
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (layout.error !== null) return <ErrorState error={layout.error} />;
  if (data === undefined || flow === undefined) return <LoadingState label="Drawing the map" rows={10} />;
  if (flow.nodes.length === 0) return <EmptyState title="No service has called another in this range." />;
  return (
    <>
      {data.sampledShare < 1 && (
        <p className="dim">Numbers of calls are projected from {formatShare(data.sampledShare)} of the traces.</p>
      )}
      {data.omittedDependencies > 0 && (
        <p className="dim">{formatCount(data.omittedDependencies)} rarer calls are not drawn.</p>
      )}
      <p className="dim">A service leads to its numbers, a line to its calls. The table below has the same.</p>
      <div className={styles.map}>
        <ReactFlow
          {...flow}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          fitView
          fitViewOptions={FIT}
          minZoom={0.1}
          nodesConnectable={false}
          nodesDraggable={false}
          edgesFocusable={false}
          onEdgeClick={(_event, { data: calls }) => void navigate({ to: '/', search: { ...range, q: calls?.query } })}
          onNodeClick={(_event, { data: node }) => node.summary !== undefined && onSelect(node.name)}
        >
          <Background />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
      <DependencyTable dependencies={data.dependencies} range={range} />
    </>
  );
}
