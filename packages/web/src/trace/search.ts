import { searchTexts } from '../app/search-texts.ts';

/**
 * - `span`: the span whose panel is open. `view`: `waterfall` (default), `flame`, `operations`, `services`, `logs`.
 * - `find`: what is searched for in the trace. `zoom`: `from-to` in ns from the start of the trace.
 * - `collapse`: see model/collapse.ts.
 * - `tab`: of the span's panel.
 */
export const TRACE_SEARCH = searchTexts('span', 'view', 'find', 'zoom', 'collapse', 'tab');

/** The two traces. */
export const COMPARE_SEARCH = searchTexts('a', 'b');
