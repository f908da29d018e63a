import { channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import { ROOT } from '../../context/context.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { RedisMessage } from './redis-message.ts';
import { RedisSpans } from './redis-spans.ts';
import { COMMAND_END, COMMAND_START, wrapRedisClient } from './wrap.ts';
import { wrapRedisCommander } from './wrap-4.ts';

/** Versions that publish nothing are wrapped inside. */
const TARGETS: readonly ExportsTarget[] = [
  {
    name: '@redis/client',
    file: /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]client[\\/]index\.js$/,
    inside: { id: /^\.(?:\.)?\/(?:lib\/)?client$/, from: /[\\/]@redis[\\/]client[\\/]dist[\\/]/ },
    wrap: wrapRedisClient,
  },
  {
    name: '@redis/client',
    file: /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]commander\.js$/,
    inside: { id: /^\.\.?\/commander$/, from: /[\\/]@redis[\\/]client[\\/]dist[\\/]lib[\\/]/ },
    wrap: wrapRedisCommander,
  },
];

/** Behind the name, which the library publishes as the first argument as well. */
function withoutName(message: RedisMessage): void {
  (message as { args?: readonly unknown[] }).args = message.args?.slice(1);
}

/**
 * Spans of the commands of node-redis, 4 to 6, which publishes them itself since 5.12. A batch has one span, not one for each of its
 * commands. Connections, and the listeners of messages with them, belong to nobody's trace.
 */
export const redis: Instrumentation = {
  name: 'redis',
  enable(context) {
    const spans = new RedisSpans('redis', context);
    const connecting = channel('tracing:node-redis:connect:start');
    connecting.bindStore(storage, () => ROOT);
    const subscriptions = new Subscriptions()
      .on<RedisMessage>('tracing:node-redis:command:start', (message) => {
        if (message.batchMode !== undefined) return;
        withoutName(message);
        spans.start(message);
      })
      .on<RedisMessage>('tracing:node-redis:command:asyncEnd', (message) => spans.end(message))
      .on<RedisMessage>('tracing:node-redis:batch:start', (message) => spans.start(message))
      .on<RedisMessage>('tracing:node-redis:batch:asyncEnd', (message) => spans.end(message))
      .on<RedisMessage>(COMMAND_START, (message) => spans.start(message))
      .on<RedisMessage>(COMMAND_END, (message) => spans.end(message))
      .add(() => connecting.unbindStore(storage));
    for (const target of TARGETS) subscriptions.add(watchExports(target));
    return () => subscriptions.dispose();
  },
};
