import { searchTexts } from '../app/search-texts.ts';

/**
 * - `span`: the span whose panel is open. `view`: `waterfall` (default), `flame`, `operations`, `services`, `logs`.
 * - `find`: what is searched for in the trace. `zoom`: `from-to` in ns from the start of the trace.
 * - `collapse`: see model/collapse.ts.
 * - `clock`: `corrected` while what a clock that differs made too early is moved, see model/clock-skew.ts.
 */
export const TRACE_SEARCH = searchTexts('span', 'view', 'find', 'zoom', 'collapse', 'clock');

/** The two traces. */
export const COMPARE_SEARCH = searchTexts('a', 'b');
