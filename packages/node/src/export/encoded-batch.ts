/** One OTLP request, ready to send: what every exporter gets, and all that it gets. */
export interface EncodedBatch {
  /** An ExportTraceServiceRequest in protobuf. Shared by all exporters: not to be changed. */
  readonly bytes: Uint8Array;
  readonly spanCount: number;
}
