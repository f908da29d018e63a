export type * from './ast.ts';
export { QueryError } from './errors.ts';
export type { QueryDiagnostic, QueryErrorCode, QueryPosition } from './errors.ts';
export { findBeyondSpan } from './evaluate/beyond-span.ts';
export { evaluatePipeline } from './evaluate/evaluate-pipeline.ts';
export type { PipelineOptions, PipelineRow } from './evaluate/evaluate-pipeline.ts';
export { evaluateQuery, matchesSpan } from './evaluate/evaluate-query.ts';
export type { TraceMatch } from './evaluate/evaluate-query.ts';
export {
  ATTRIBUTE_SCOPES,
  FIELD_ALIASES,
  FIELD_WORDS,
  INTRINSIC_KINDS,
  INTRINSIC_NAMES,
  getFieldKind,
  isRepeatedField,
  isTraceField,
} from './fields.ts';
export type { FieldKind } from './fields.ts';
export { formatAggregate, formatField, formatQuery } from './format/format-query.ts';
export { parser } from './grammar/query-parser.ts';
export * as queryTerms from './grammar/query-terms.ts';
export { QUERY_LIMITS } from './limits.ts';
export { AGGREGATE_NAMES } from './parse/build-pipeline.ts';
export { formatDuration } from './parse/duration.ts';
export { formatText } from './parse/literal.ts';
export { locate } from './parse/locate.ts';
export { checkQuery, parseQuery } from './parse/parse-query.ts';
export type * from './query-span.ts';
