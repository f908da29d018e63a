import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { drawLine } from './model/draw-line.ts';
import type { Point } from './model/draw-line.ts';
import type { ServiceMap } from './model/service-map.ts';

/** Where everything stands. */
export interface MapLayout {
  /** Upper left corners of nodes, by id. */
  readonly nodes: ReadonlyMap<string, Point>;
  /** By id. */
  readonly lines: ReadonlyMap<string, Line>;
}

/** The way from one node to another, around all others. */
export interface Line {
  /** For SVG. */
  readonly path: string;
  /** The middle of its label. */
  readonly label: Point;
}

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 64;

/** Of every label, so that the picture keeps still while numbers change. */
const LABEL = { width: 155, height: 22 };

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.edgeLabels.inline': 'true',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
};

/** Puts callers left of what they call, with as few crossings as can be. */
export async function layoutMap({ nodes, edges }: ServiceMap): Promise<MapLayout> {
  const graph = await new ELK().layout<ElkNode>({
    id: 'map',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to], labels: [{ text: id, ...LABEL }] })),
  });
  return {
    nodes: new Map((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    lines: new Map((graph.edges ?? []).map((edge) => [edge.id, toLine(edge)])),
  };
}

function toLine({ sections = [], labels = [] }: ElkExtendedEdge): Line {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const { x = 0, y = 0 } = labels[0] ?? {};
  return { path: drawLine(points), label: { x: x + LABEL.width / 2, y: y + LABEL.height / 2 } };
}
