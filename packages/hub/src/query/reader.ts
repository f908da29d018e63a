import type { Engine } from '../store/engine.ts';

/** The part of the store that questions need. */
export type Reader = Pick<Engine, 'read'>;
