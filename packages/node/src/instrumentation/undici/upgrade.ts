// Upgraded requests (WebSocket among them) and CONNECT. Newer undici publishes their response like any other; 6.28, 7.29,
// 8.10 and what Node bundles publish nothing once the socket is handed over, so there the handing over itself is watched.
import { reportBug } from '../guard.ts';
import type { CoreRequest } from './request.ts';

type Upgrade = (this: CoreRequest, statusCode: number | null, ...rest: unknown[]) => unknown;

/** What undici 6 and 7, and undici 8 call. */
const METHODS = ['onUpgrade', 'onRequestUpgrade'] as const;

/** Calls `onUpgrade` with the status once `request` is upgraded. Only for requests that ask for it. */
export function watchUpgrade(request: CoreRequest, onUpgrade: (statusCode: number) => void): void {
  if (request.upgrade === null && request.method !== 'CONNECT') return;
  const upgradable = request as CoreRequest & Partial<Record<(typeof METHODS)[number], Upgrade>>;
  for (const name of METHODS) {
    const original = upgradable[name];
    if (original === undefined) continue;
    upgradable[name] = function (statusCode, ...rest) {
      const result = original.call(this, statusCode, ...rest);
      if (statusCode !== null) guardUpgrade(onUpgrade, statusCode);
      return result;
    };
  }
}

function guardUpgrade(onUpgrade: (statusCode: number) => void, statusCode: number): void {
  try {
    onUpgrade(statusCode);
  } catch (error) {
    reportBug('undici upgrade', error);
  }
}
