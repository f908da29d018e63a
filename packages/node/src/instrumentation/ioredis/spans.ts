import { getSpan } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { RedisMessage } from '../redis/redis-message.ts';
import { RedisSpans } from '../redis/redis-spans.ts';
import { COMMAND_END, COMMAND_START, HANDSHAKE, type IoredisMessage, wrapIoredis } from './wrap.ts';

const TARGET: Omit<ExportsTarget, 'wrap'> = {
  name: 'ioredis',
  file: /[\\/]ioredis(?:-\d+)?[\\/]built[\\/]index\.js$/,
};

/**
 * Spans of the commands of ioredis; one for a pipeline or a transaction. The connections that BullMQ opens for itself are left
 * out unless `redis.bullmqSpans` asks for them: whoever looks at a job does not look for the scripts that move it.
 */
export const ioredis: Instrumentation = {
  name: 'ioredis',
  enable(context) {
    const spans = new RedisSpans('ioredis', context);
    const { bullmqSpans } = context.libraries.redis;
    const native = subscribeNative(spans);
    const subscriptions = new Subscriptions()
      .on<IoredisMessage>(COMMAND_START, (message) => {
        // Wrapped by `instrument()`: without effect from the second time on.
        native.dispose();
        if (bullmqSpans || !message.isOfBullmq) spans.start(message);
      })
      .on<IoredisMessage>(COMMAND_END, (message) => spans.end(message))
      .add(() => native.dispose());
    const wrap = (exported: unknown): void => {
      if (wrapIoredis(exported)) native.dispose();
    };
    subscriptions.add(watchExports({ ...TARGET, wrap }));
    return () => subscriptions.dispose();
  },
};

/** For bundles. What a connection says by itself has no trace, and none shall be made for it. */
function subscribeNative(spans: RedisSpans): Subscriptions {
  return new Subscriptions()
    .on<RedisMessage>('tracing:ioredis:command:start', (message) => {
      if (!HANDSHAKE.has(message.command ?? '') || getSpan(activeContext()) !== undefined) spans.start(message);
    })
    .on<RedisMessage>('tracing:ioredis:command:asyncEnd', (message) => spans.end(message));
}
