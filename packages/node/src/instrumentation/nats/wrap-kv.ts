import { MessageOperation } from '../messaging/operation.ts';
import { OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

const kv = new OperationChannels('nats', 'kv');

/** `Bucket`. */
export interface Bucket {
  readonly bucket: string;
  readonly js?: { readonly nc?: object };
}

/** Something is done with a key. */
export interface BucketCall {
  readonly owner: Bucket;
  readonly method: string;
  readonly key: string;
}

/** Wraps the methods that all others go through. */
export function wrapBucket(prototype: object): void {
  wrapMethod(prototype, 'get', 'get');
  wrapMethod(prototype, 'delete', 'delete');
  wrapMethod(prototype, 'purge', 'purge');
  wrapMethod(prototype, Object.hasOwn(prototype, '_put') ? '_put' : 'put', 'put');
}

function wrapMethod(prototype: object, name: string, method: string): void {
  replaceMethod<Call>(prototype, name, (original) => {
    return function (...args) {
      if (!kv.hasSubscribers || typeof args[0] !== 'string') return original.apply(this, args);
      const owner = this as Bucket;
      const operation = new MessageOperation<BucketCall>(owner.bucket, { owner, method, key: args[0] });
      return kv.run(operation, () => original.apply(this, args));
    };
  });
}
