import type { Context } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';
import { storage } from './context-manager.ts';

const kContext = Symbol('throughline.context');

interface BoundEmitter {
  [kContext]?: Context;
}

/**
 * Makes every listener of `emitter` run in `context`, whenever it was added and whoever emits. One own `emit` for each
 * emitter, none for each listener: removing listeners works as before.
 */
export function bindEmitter<E extends EventEmitter>(context: Context, emitter: E): E {
  const bound = emitter as E & BoundEmitter;
  if (bound[kContext] === undefined) Object.defineProperty(bound, 'emit', { ...hidden, value: wrapEmit(emitter.emit) });
  Object.defineProperty(bound, kContext, { ...hidden, value: context });
  return emitter;
}

const hidden = { configurable: true, writable: true, enumerable: false };

function wrapEmit(emit: EventEmitter['emit']): EventEmitter['emit'] {
  return function (this: EventEmitter & BoundEmitter, ...args: Parameters<EventEmitter['emit']>): boolean {
    return storage.run(this[kContext] as Context, () => emit.apply(this, args));
  };
}
