import { formatText, parseQuery } from '@throughline/query-language';
import type { Query } from '@throughline/query-language';
import type { SearchOptions } from '../query/search-options.ts';
import { forbidPipeline } from './pipeline.ts';
import { parseTimeRange, RANGE_PROPERTIES } from './time-range.ts';

/** The parameters that every search takes. */
export interface SearchParameters {
  readonly q?: string;
  /** Only what one `throughline run` sent. */
  readonly run?: string;
  readonly start?: string;
  readonly end?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Their JSON schema. */
export const SEARCH_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    q: { type: 'string', description: 'A query; everything without one.' },
    run: { type: 'string', description: 'Only what one `throughline run` sent.' },
    ...RANGE_PROPERTIES,
    limit: { type: 'integer', minimum: 1, maximum: 1000, default: 50, description: 'Entries, at most.' },
    cursor: { type: 'string', description: '`nextCursor` of the page before.' },
  },
} as const;

/** What is asked for, and which page of it. */
export interface Search {
  readonly query: Query;
  readonly options: SearchOptions;
}

/**
 * Reads the parameters of a search.
 *
 * @throws QueryError with the place in `q`, also where it computes something; HubError `TL_REQUEST` for a time.
 */
export function parseSearch({ q = '', run, start, end, limit, cursor }: SearchParameters): Search {
  const query = parseQuery(run === undefined ? q : `resource.throughline.run.id=${formatText(run)}`);
  forbidPipeline(query, q);
  return { query, options: { ...parseTimeRange(start, end), limit, cursor } };
}
