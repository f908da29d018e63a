import { searchTexts } from '../app/search-texts.ts';

/**
 * - `q`: the query.
 * - `selection`: a box in the heatmap, see model/selection.ts.
 * - `live`: `1` while spans are shown as they come.
 */
export const FIND_SEARCH = searchTexts('q', 'selection', 'live');
