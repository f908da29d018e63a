import ELK from 'elkjs/lib/elk.bundled.js';
import type { ServiceMap } from './model/service-map.ts';

/** Where the nodes stand. */
export type Positions = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

export const NODE_WIDTH = 200;
export const NODE_HEIGHT = 64;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '170',
  'elk.spacing.nodeNode': '32',
  'elk.separateConnectedComponents': 'true',
};

/** Puts callers left of what they call, with as few crossings as can be. */
export async function layoutMap({ nodes, edges }: ServiceMap): Promise<Positions> {
  const graph = await new ELK().layout({
    id: 'map',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id }) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: edges
      .filter(({ from, to }) => from !== to)
      .map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  return new Map((graph.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
