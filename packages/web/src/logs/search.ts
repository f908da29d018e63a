import { searchTexts } from '../app/search-texts.ts';

/**
 * What this page keeps in its address, besides the time range.
 *
 * - `q`: conditions about records. `service`, `severity` (and above): further ones. `live`: `1` while records are shown as they come.
 */
export const LOGS_SEARCH = searchTexts('q', 'service', 'severity', 'live');
