import type { SystemModule } from './contract.ts';

/** The reference systems that can be started; the first one is what `npm start` shows. */
export const SYSTEMS: Readonly<Record<string, () => Promise<SystemModule>>> = {
  bmc: () => import('../../systems/bmc/system.ts'),
  naas: () => import('../../systems/naas/system.ts'),
  osapi: () => import('../../systems/osapi/system.ts'),
};
