import { searchTexts } from '../app/search-texts.ts';

/**
 * What this page keeps in its address, besides the time range.
 *
 * - `metric`: whose chart is shown. `by`: the attribute its series are told apart by. `service`, `column`: which part of it.
 * - `name`: part of the names in the list.
 */
export const METRICS_SEARCH = searchTexts('metric', 'by', 'service', 'column', 'name');
