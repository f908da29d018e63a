// How a segment of each signal becomes rows: a few INSERTs, each reading the file with the message definitions it needs.
import type { Signal } from '../engine.ts';
import { literal } from '../literal.ts';
import { rebuildSums } from '../schema/span-sums.ts';
import { RESOURCE_PROTO } from './common-proto.ts';
import { LOGS_STRUCTURE, insertLogs } from './load-logs.ts';
import { insertPoints, metricsStructure } from './load-metrics.ts';
import { RESOURCE_STRUCTURE, insertResources } from './load-resources.ts';
import { TRACE_STRUCTURE, insertSpans } from './load-spans.ts';
import { LOGS_PROTO } from './logs-proto.ts';
import { POINT_KINDS, fieldOf, metricsProto } from './metrics-proto.ts';
import type { RowSource } from './request-level.ts';
import { TRACE_PROTO } from './trace-proto.ts';

/** One INSERT. */
export interface LoadStep {
  /** Part of the load id of its rows: never to be changed or reused for other rows. */
  readonly name: string;
  readonly proto: string;
  readonly structure: string;
  readonly insert: (from: RowSource) => string;
  /** The field of metrics that it reads: without one that has it, there is nothing to insert. */
  readonly metricField?: number;
  /** What makes the sums right after the rows of a file were perhaps stored in part before. */
  readonly mend?: (loadId: string) => readonly string[];
}

/** First of all, so that no row ever names a resource that is not there. */
export const RESOURCES: LoadStep = {
  name: 'resources',
  proto: RESOURCE_PROTO,
  structure: RESOURCE_STRUCTURE,
  insert: insertResources,
};

const POINTS: readonly LoadStep[] = POINT_KINDS.map((kind) => ({
  name: kind,
  metricField: fieldOf(kind),
  proto: metricsProto(kind),
  structure: metricsStructure(kind),
  insert: (from) => insertPoints(from, kind),
}));

const SPANS: LoadStep = {
  name: 'spans',
  proto: TRACE_PROTO,
  structure: TRACE_STRUCTURE,
  insert: insertSpans,
  mend: (loadId) => rebuildSums(`s.load_id = ${literal(loadId)}`),
};

export const LOAD_STEPS: Readonly<Record<Signal, readonly LoadStep[]>> = {
  traces: [RESOURCES, SPANS],
  logs: [RESOURCES, { name: 'logs', proto: LOGS_PROTO, structure: LOGS_STRUCTURE, insert: insertLogs }],
  metrics: [RESOURCES, ...POINTS],
};
