export { RUNTIME_VERSION } from './version.ts';
