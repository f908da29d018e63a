import { searchTexts } from '../app/search-texts.ts';

/**
 * What this page keeps in its address, besides the time range.
 *
 * - `service`: whose operations are open. `view`: `map`, or the table without.
 * - `sort`: a column, with `-` for the greatest first, see model/sort.ts.
 */
export const SERVICES_SEARCH = searchTexts('service', 'view', 'sort');
