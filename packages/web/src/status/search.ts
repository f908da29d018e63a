import { searchTexts } from '../app/search-texts.ts';

/** What this page keeps in its address, besides the time range: nothing. */
export const STATUS_SEARCH = searchTexts();
