import type { LogRecord } from '../api/types.ts';
import { fetchResourceAttributes } from '../attributes/resource-values.ts';
import { parseAttributeJson, parseAttributes, toAttributeValue } from '../store/attribute-json.ts';
import type { AttributeColumns } from '../store/attribute-json.ts';
import type { Engine } from '../store/engine.ts';
import { severityOf } from './severity.ts';

/** What to select from `logs` to get a {@link LogRow}. */
export const LOG_COLUMNS = `toString(toUnixTimestamp64Nano(ts)) AS time, trace_id, span_id, severity_number, severity_text, service,
  event_name, body_is_json, body, scope_name, toString(resource_hash) AS resource, attrs, attrs_json`;

/** A row of `logs` as it arrives. */
export interface LogRow extends AttributeColumns {
  readonly time: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly severity_number: number;
  readonly severity_text: string;
  readonly service: string;
  readonly event_name: string;
  readonly body_is_json: boolean;
  readonly body: string;
  readonly scope_name: string;
  /** Hash of it. */
  readonly resource: string;
}

/** Makes log records of rows. Records of one resource share the object of its attributes. */
export async function readLogs(engine: Engine, rows: readonly LogRow[]): Promise<LogRecord[]> {
  const resources = await fetchResourceAttributes(
    engine,
    rows.map(({ resource }) => resource),
  );
  return rows.map((row) => ({
    timeUnixNano: row.time,
    traceId: row.trace_id,
    spanId: row.span_id,
    severityNumber: row.severity_number,
    severityText: row.severity_text,
    severity: severityOf(row.severity_number),
    service: row.service,
    eventName: row.event_name,
    body: row.body_is_json ? toAttributeValue(parseAttributeJson(row.body)) : row.body,
    attributes: parseAttributes(row),
    resource: resources.get(row.resource) ?? {},
    scopeName: row.scope_name,
  }));
}
