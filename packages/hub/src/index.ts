export { HubError } from './errors.ts';
export type { HubErrorCode } from './errors.ts';
export { Hub } from './hub.ts';
export type { HubOptions } from './hub.ts';
