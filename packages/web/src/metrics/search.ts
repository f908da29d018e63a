import { searchTexts } from '../app/search-texts.ts';

/** What this page keeps in its address, besides the time range. */
export const METRICS_SEARCH = searchTexts('q');
