import { FLAG_ERROR } from './outline.ts';
import type { Outline } from './outline.ts';

/** Spans that were called by the same path: same services and names from the root on. */
export interface CallPath {
  readonly service: string;
  readonly name: string;
  readonly depth: number;
  count: number;
  errors: number;
  /** Time of their own. */
  selfNs: number;
  /** Their own time, and that of everything below. */
  totalNs: number;
  /** Durations of the spans together. */
  durationNs: number;
  /** The longest span, by place. */
  longest: number;
  readonly children: Map<string, CallPath>;
}

/** Merges the spans of a trace by call path. The result stands above the roots. */
export function mergeCallPaths(outline: Outline): CallPath {
  const top = createPath('', '', -1);
  const paths: CallPath[] = [];
  const { count, parent, service, name, summary, durationNs, selfNs, flags } = outline;
  for (let place = 0; place < count; place++) {
    const above = parent[place] < 0 ? top : paths[parent[place]];
    const key = `${service[place]} ${name[place]}`;
    let path = above.children.get(key);
    if (path === undefined) {
      path = createPath(summary.services[service[place]], summary.names[name[place]], above.depth + 1);
      above.children.set(key, path);
    }
    paths[place] = path;
    if (path.count === 0 || durationNs[place] > durationNs[path.longest]) path.longest = place;
    path.count++;
    path.selfNs += selfNs[place];
    path.durationNs += durationNs[place];
    if (flags[place] & FLAG_ERROR) path.errors++;
  }
  addUp(paths, outline);
  top.totalNs = [...top.children.values()].reduce((sum, { totalNs }) => sum + totalNs, 0);
  return top;
}

/** Children come after their parents, so from the back each total is complete before it is handed up. */
function addUp(paths: readonly CallPath[], { count, parent, selfNs }: Outline): void {
  const totals = Float64Array.from(selfNs);
  for (let place = count - 1; place >= 0; place--) {
    paths[place].totalNs += totals[place];
    if (parent[place] >= 0) totals[parent[place]] += totals[place];
  }
}

function createPath(service: string, name: string, depth: number): CallPath {
  return {
    service,
    name,
    depth,
    count: 0,
    errors: 0,
    selfNs: 0,
    totalNs: 0,
    durationNs: 0,
    longest: -1,
    children: new Map(),
  };
}

/** A call path as a box of a flame graph: places from 0 to 1. */
export interface FlameBox {
  readonly path: CallPath;
  readonly left: number;
  readonly width: number;
  readonly row: number;
}

/** Lays the paths below one another, the widest first, those too narrow to see left out. */
export function layOutFlame(top: CallPath, minWidth: number): FlameBox[] {
  const boxes: FlameBox[] = [];
  const waiting: FlameBox[] = [{ path: top, left: 0, width: 1, row: -1 }];
  for (let box = waiting.pop(); box !== undefined; box = waiting.pop()) {
    if (box.row >= 0) boxes.push(box);
    let { left } = box;
    const children = [...box.path.children.values()].toSorted((a, b) => b.totalNs - a.totalNs);
    for (const path of children) {
      const width =
        box.path.totalNs === 0 ? box.width / children.length : (path.totalNs / box.path.totalNs) * box.width;
      if (width >= minWidth) waiting.push({ path, left, width, row: box.row + 1 });
      left += width;
    }
  }
  return boxes;
}
