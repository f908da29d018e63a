export type * from './ast.ts';
export type * from './query-span.ts';
