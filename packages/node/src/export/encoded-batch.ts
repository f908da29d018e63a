/** One OTLP request, ready to send: what every exporter gets, and all that it gets. */
export interface EncodedBatch {
  /** An ExportTraceServiceRequest or ExportLogsServiceRequest in protobuf. Shared by all exporters: not to be changed. */
  readonly bytes: Uint8Array;
  /** Spans, or log records. */
  readonly spanCount: number;
}
