import { BaseEdge, Handle, MarkerType, Position } from '@xyflow/react';
import type { Edge, EdgeProps, EdgeTypes, Node, NodeProps, NodeTypes } from '@xyflow/react';
import { formatCount, formatDurationNs, formatShare } from '../design/quantity.ts';
import { serviceColor } from '../design/service-color.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './layout-map.ts';
import type { Line, MapLayout } from './layout-map.ts';
import { dependencyQuery } from './model/calls-query.ts';
import { edgeWidth } from './model/service-map.ts';
import type { MapEdge, MapNode, ServiceMap } from './model/service-map.ts';
import styles from './service-map.module.css';

type ServiceNode = Node<MapNode & Record<string, unknown>, 'service'>;

type CallEdge = Edge<{ readonly query: string; readonly line: Line | undefined }, 'call'>;

/** What xyflow draws. */
export function toFlow({ nodes, edges }: ServiceMap, layout: MapLayout): { nodes: ServiceNode[]; edges: CallEdge[] } {
  const mostCalls = Math.max(0, ...edges.map(({ calls }) => calls));
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      type: 'service' as const,
      position: layout.nodes.get(node.id) ?? { x: 0, y: 0 },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      data: { ...node },
    })),
    edges: edges.map((edge) => toFlowEdge(edge, mostCalls, layout.lines.get(edge.id))),
  };
}

function toFlowEdge(edge: MapEdge, mostCalls: number, line: Line | undefined): CallEdge {
  const { id, from, to, calls, errors, p95Ns } = edge;
  const color = errors > 0 ? 'var(--error)' : 'var(--line-strong)';
  const failed = errors > 0 ? ` · ✖ ${formatShare(errors / calls)}` : '';
  return {
    id,
    type: 'call',
    data: { query: dependencyQuery(edge), line },
    source: from,
    target: to,
    label: `${formatCount(calls)} · p95 ${formatDurationNs(p95Ns)}${failed}`,
    style: { stroke: color, strokeWidth: edgeWidth(calls, mostCalls) },
    labelStyle: { fill: 'var(--text)', fontSize: 11 },
    labelBgStyle: { fill: 'var(--surface)', stroke: 'var(--line)' },
    labelBgPadding: [6, 3],
    labelBgBorderRadius: 4,
    markerEnd: { type: MarkerType.ArrowClosed, color, markerUnits: 'userSpaceOnUse', width: 16, height: 16 },
  };
}

const KIND_TEXTS = {
  service: 'service',
  database: 'database',
  messaging: 'messaging',
  external: 'not traced',
} as const;

function ServiceNodeBox({ data: { name, kind, summary } }: NodeProps<ServiceNode>) {
  return (
    <div
      className={styles.node}
      data-kind={kind}
      style={{ borderLeftColor: kind === 'service' ? serviceColor(name) : undefined }}
    >
      <Handle type="target" position={Position.Left} className={styles.handle} />
      <div className={styles.name} title={name}>
        {name === '' ? '(no name)' : name}
      </div>
      <div className={styles.numbers}>
        {summary === undefined
          ? KIND_TEXTS[kind]
          : `${formatCount(summary.calls)} calls · p95 ${formatDurationNs(summary.p95Ns)}`}
      </div>
      <Handle type="source" position={Position.Right} className={styles.handle} />
    </div>
  );
}

function CallLine({ data, label, style, markerEnd, ...looks }: EdgeProps<CallEdge>) {
  const line = data?.line;
  if (line === undefined) return null;
  const { labelStyle, labelBgStyle, labelBgPadding, labelBgBorderRadius } = looks;
  return (
    <BaseEdge
      path={line.path}
      label={label}
      labelX={line.label.x}
      labelY={line.label.y}
      {...{ style, markerEnd, labelStyle, labelBgStyle, labelBgPadding, labelBgBorderRadius }}
    />
  );
}

export const NODE_TYPES: NodeTypes = { service: ServiceNodeBox };

export const EDGE_TYPES: EdgeTypes = { call: CallLine };
