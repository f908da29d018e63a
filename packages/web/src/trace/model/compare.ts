import type { CallPath } from './call-paths.ts';

/** A call path of two traces. */
export interface ComparedPath {
  readonly service: string;
  readonly name: string;
  readonly depth: number;
  readonly a: Side | undefined;
  readonly b: Side | undefined;
  /** Time of `b` minus time of `a`, of the spans together. */
  readonly differenceNs: number;
}

/** What one trace has of a path. */
export interface Side {
  readonly count: number;
  readonly errors: number;
  readonly durationNs: number;
}

/** Puts two traces above each other by call path, in the order of the first, what only the second has behind it. */
export function comparePaths(a: CallPath, b: CallPath): ComparedPath[] {
  const compared: ComparedPath[] = [];
  // Depth first by a stack: traces may be deeper than calls may be.
  const waiting: (readonly [CallPath | undefined, CallPath | undefined])[] = [[a, b]];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [left, right] = pair;
    const { service, name, depth } = (left ?? right)!;
    if (depth >= 0)
      compared.push({
        service,
        name,
        depth,
        a: sideOf(left),
        b: sideOf(right),
        differenceNs: (right?.durationNs ?? 0) - (left?.durationNs ?? 0),
      });
    waiting.push(...pairChildren(left, right).toReversed());
  }
  return compared;
}

function pairChildren(
  a: CallPath | undefined,
  b: CallPath | undefined,
): [CallPath | undefined, CallPath | undefined][] {
  const ofB = new Map([...(b?.children.values() ?? [])].map((child) => [keyOf(child), child]));
  const pairs = [...(a?.children.values() ?? [])].map((child): [CallPath, CallPath | undefined] => {
    const other = ofB.get(keyOf(child));
    ofB.delete(keyOf(child));
    return [child, other];
  });
  return [...pairs, ...[...ofB.values()].map((child): [undefined, CallPath] => [undefined, child])];
}

/** Services and names are numbered otherwise in each trace. */
function keyOf({ service, name }: CallPath): string {
  return JSON.stringify([service, name]);
}

function sideOf(path: CallPath | undefined): Side | undefined {
  return path === undefined ? undefined : { count: path.count, errors: path.errors, durationNs: path.durationNs };
}
