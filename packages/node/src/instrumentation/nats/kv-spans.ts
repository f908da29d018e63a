// A bucket is a database of keys and values, and its spans are those of a database client.
import { getSpan, isSuppressed, withSpan } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import type { InstrumentationContext } from '../instrumentation.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import type { Connection } from './message.ts';
import { readNatsAddress } from './nats-address.ts';
import type { BucketCall } from './wrap-kv.ts';

const CLIENT_KIND = 2;

export class KvSpans {
  readonly #tracer: Tracer;

  constructor({ provider }: InstrumentationContext) {
    this.#tracer = provider.getTracer('@throughline/node/nats', RUNTIME_VERSION);
  }

  start(operation: MessageOperation<BucketCall>): void {
    const { context, destination: bucket, target } = operation;
    if (isSuppressed(context)) return;
    const { host, port } = readNatsAddress((target.owner.js?.nc ?? {}) as Connection);
    const attributes = {
      'db.system.name': 'nats',
      'db.operation.name': target.method,
      'db.collection.name': bucket,
      'nats.kv.key': target.key,
      'server.address': host,
      'server.port': port,
    };
    const parent = toIdentity(getSpan(context));
    const options = { kind: CLIENT_KIND, attributes };
    const span = this.#tracer.start(`${target.method} ${bucket}`, options, { parent, context });
    operation.context = withSpan(context, span);
    if (span instanceof Span) operation.state = span;
  }
}
