import { LOG_TABLES } from './log-table.ts';
import { METRIC_TABLES } from './metric-table.ts';
import { TRACE_TABLES } from './trace-tables.ts';

/** Statements that make all tables and views, in order. */
export const TABLES: readonly string[] = [...TRACE_TABLES, ...LOG_TABLES, ...METRIC_TABLES];

/** The version that this hub reads and writes. */
export const SCHEMA_VERSION = 4;
