import type { Instrumentation } from '../instrumentation.ts';
import { subscribeHandlers } from '../module-hooks/handler-spans.ts';
import type { ModuleTarget } from '../module-hooks/module-target.ts';
import { watchModule } from '../module-hooks/watch-module.ts';
import { wrapH3 } from './wrap.ts';

const APPLICATION: ModuleTarget = {
  name: 'h3',
  wrap: wrapH3,
  imported: { directory: '/h3/dist/', defines: /\bH3Core = class\b|\bclass H3Core\b/ },
  cached: /[\\/]h3[\\/]dist[\\/]_entries[\\/][^\\/]+\.mjs$/,
  needsEarlyStart: true,
};

/** Routes and errors of h3 2 on Node. */
export const h3: Instrumentation = {
  name: 'h3',
  enable() {
    const subscriptions = subscribeHandlers('h3').add(watchModule(APPLICATION));
    return () => subscriptions.dispose();
  },
};
