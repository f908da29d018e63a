import { channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import { ROOT } from '../../context/context.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import type { RedisMessage } from './redis-message.ts';
import { RedisSpans } from './redis-spans.ts';

/** Behind the name, which the library publishes as the first argument as well. */
function withoutName(message: RedisMessage): void {
  (message as { args?: readonly unknown[] }).args = message.args?.slice(1);
}

/**
 * Spans of the commands of node-redis, which publishes them itself since 5.12. A batch has one span, not one for each of its
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
      .add(() => connecting.unbindStore(storage));
    return () => subscriptions.dispose();
  },
};
