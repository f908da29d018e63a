import { searchTexts } from '../app/search-texts.ts';

/**
 * - `q`: the query. `view`: `traces`, `heatmap` state and the like are derived from it.
 * - `selection`: a box in the heatmap, see model/selection.ts.
 * - `live`: `1` while spans are shown as they come.
 */
export const FIND_SEARCH = searchTexts('q', 'selection', 'live', 'facets');
