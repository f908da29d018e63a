import { getSpan } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { RedisMessage } from '../redis/redis-message.ts';
import { RedisSpans } from '../redis/redis-spans.ts';
import { type CommandOwner, HANDSHAKE, isIoredisWrapped, WRAPPED, wrapIoredis } from './wrap.ts';

const TARGET: ExportsTarget = {
  name: 'ioredis',
  file: /[\\/]ioredis(?:-\d+)?[\\/]built[\\/]index\.js$/,
  wrap: wrapIoredis,
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
    // A library that is wrapped is not heard twice. In a bundle `instrument()` may have done that, at any time.
    const native = isIoredisWrapped() ? new Subscriptions() : subscribeNative(spans);
    const subscriptions = new Subscriptions().on(WRAPPED, () => native.dispose()).add(() => native.dispose());
    subscribeCommands(subscriptions, 'command', spans);
    if (bullmqSpans) subscribeCommands(subscriptions, 'bullmq-command', spans);
    subscriptions.add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};

function subscribeCommands(subscriptions: Subscriptions, owner: CommandOwner, spans: RedisSpans): void {
  const name = `throughline:ioredis.${owner}`;
  subscriptions
    .on<RedisMessage>(`${name}.start`, (message) => spans.start(message))
    .on<RedisMessage>(`${name}.end`, (message) => spans.end(message));
}

/** For bundles. What a connection says by itself has no trace, and none shall be made for it. */
function subscribeNative(spans: RedisSpans): Subscriptions {
  return new Subscriptions()
    .on<RedisMessage>('tracing:ioredis:command:start', (message) => {
      if (!HANDSHAKE.has(message.command ?? '') || getSpan(activeContext()) !== undefined) spans.start(message);
    })
    .on<RedisMessage>('tracing:ioredis:command:asyncEnd', (message) => spans.end(message));
}
