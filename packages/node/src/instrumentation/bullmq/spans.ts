import type { Context } from '@opentelemetry/api';
import { getSpan, isSuppressed, withSpan } from '../../context/context.ts';
import { Span } from '../../trace/span.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation, InstrumentationContext } from '../instrumentation.ts';
import { Destinations, PUBLISH, RECEIVE } from '../messaging/destination.ts';
import { endSpan, MessagingSpans, type StartedOperation } from '../messaging/messaging-spans.ts';
import type { MessageOperation } from '../messaging/operation.ts';
import { formatTextCarrier, parseTextCarrier, TEXT_CARRIER } from '../messaging/text-carrier.ts';
import { type ExportsTarget, watchExports } from '../module-hooks/watch-exports.ts';
import type { AddedJobs, Connected, Job, ProcessedJob } from './job.ts';
import { readRedisAddress } from './redis-address.ts';
import { wrapBullmq } from './wrap.ts';
import { SANDBOX_SEND, SANDBOX_START, type SandboxedJob } from './wrap-sandbox.ts';

class BullmqSpans {
  readonly #spans: MessagingSpans;
  /** By queue, worker or producer of flows. */
  readonly #destinations = new WeakMap<Connected, Destinations>();

  constructor(context: InstrumentationContext) {
    this.#spans = new MessagingSpans(context, 'bullmq');
  }

  startPublish(operation: MessageOperation<AddedJobs>): void {
    const { context, target } = operation;
    if (isSuppressed(context)) return;
    const destination = this.#destinationsOf(target.owner).get(operation.destination);
    const span = this.#spans.start(destination, PUBLISH, context);
    target.metadata = formatTextCarrier(this.#spans, { span, context, host: destination.details.host });
    operation.context = withSpan(context, span);
    if (!(span instanceof Span)) return;
    operation.state = span;
    if (target.count !== undefined && target.count !== 1) {
      span.setAttribute('messaging.batch.message_count', target.count);
    }
  }

  endPublish(operation: MessageOperation<AddedJobs>): void {
    const { state: span, result } = operation;
    if (span instanceof Span && !span.ended) describeAdded(span, result);
    endSpan(operation);
  }

  startProcess(operation: MessageOperation<ProcessedJob>): void {
    const { owner, job } = operation.target;
    const { span, context } = this.#startProcess(operation.destination, owner, job);
    operation.context = context;
    if (!(span instanceof Span)) return;
    operation.state = span;
    describeJob(span, job);
  }

  /** Waiting for a job that does not come is nothing to tell: the span is made once there is one. */
  startReceive(operation: MessageOperation<Connected>): void {
    if (!isSuppressed(operation.context)) operation.state = performance.now();
  }

  /** Whoever has asked stays in the trace in which he asks; the sender's is linked. */
  endReceive({ state: startTime, result, target, destination, context }: MessageOperation<Connected>): void {
    if (typeof startTime !== 'number' || typeof result !== 'object' || result === null) return;
    const job = result as Job;
    const sender = getSpan(this.#senderOf(job));
    const span = this.#spans.start(this.#destinationsOf(target).get(destination), RECEIVE, context);
    if (!(span instanceof Span)) return;
    span.startAt(startTime);
    if (sender !== undefined) span.addLink({ context: sender.spanContext() });
    describeJob(span, job);
    span.end();
  }

  send(message: SandboxedJob): void {
    const span = getSpan(message.context);
    if (span instanceof Span) {
      message.metadata = formatTextCarrier(this.#spans, { span, context: message.context, host: undefined });
    }
  }

  receive(message: SandboxedJob): void {
    message.context = this.#spans.extract(parseTextCarrier(message.metadata), TEXT_CARRIER);
  }

  #startProcess(queue: string, owner: Connected, job: Job): StartedOperation {
    const destination = this.#destinationsOf(owner).get(queue);
    const sender = this.#senderOf(job);
    // What a scheduler adds for months would all be one trace.
    const isRepeated = job.repeatJobKey !== undefined || job.opts?.repeat !== undefined;
    return isRepeated ? this.#spans.startLinked(destination, [sender]) : this.#spans.startProcess(destination, sender);
  }

  #senderOf(job: Job): Context {
    return this.#spans.extract(parseTextCarrier(job.opts?.telemetry?.metadata), TEXT_CARRIER);
  }

  #destinationsOf(owner: Connected): Destinations {
    const known = this.#destinations.get(owner);
    if (known !== undefined) return known;
    const address = readRedisAddress(owner.opts?.connection);
    const create = (name: string) => this.#spans.createDestination({ system: 'bullmq', name, ...address });
    const destinations = new Destinations(create);
    this.#destinations.set(owner, destinations);
    return destinations;
  }
}

function describeJob(span: Span, job: Job): void {
  if (job.id !== undefined) span.setAttribute('messaging.message.id', job.id);
  span.setAttribute('bullmq.job.name', job.name);
  span.setAttribute('bullmq.job.attempt', (job.attemptsMade ?? 0) + 1);
  if (job.repeatJobKey !== undefined) span.setAttribute('bullmq.job.scheduler.id', job.repeatJobKey);
  if (job.stalledCounter !== undefined && job.stalledCounter > 0) {
    span.setAttribute('bullmq.job.stalled.count', job.stalledCounter);
  }
}

/** A job, the root of a flow, or several, whose number says more. */
function describeAdded(span: Span, result: unknown): void {
  const { id, name, job } = (result ?? {}) as Partial<Job> & { job?: Job };
  const added = job ?? { id, name };
  if (added.id !== undefined) span.setAttribute('messaging.message.id', added.id);
  if (added.name !== undefined) span.setAttribute('bullmq.job.name', added.name);
}

/** The package is CommonJS, also for those who import it. */
const TARGET: ExportsTarget = {
  name: 'bullmq',
  file: /[\\/]bullmq[\\/]dist[\\/]cjs[\\/](?:index|classes[\\/](?:index|queue|worker|job|flow-producer|queue-events|child-processor))\.js$/,
  inside: {
    id: /^\.\/child-processor(?:\.js)?$/,
    from: /[\\/]bullmq[\\/]dist[\\/]cjs[\\/]classes[\\/]main-base\.js$/,
  },
  wrap: wrapBullmq,
};

/** Spans of those who add jobs to queues of BullMQ, and of those who process them. */
export const bullmq: Instrumentation = {
  name: 'bullmq',
  enable(context) {
    const spans = new BullmqSpans(context);
    const subscriptions = new Subscriptions()
      .on<MessageOperation<AddedJobs>>('throughline:bullmq.publish.start', (one) => spans.startPublish(one))
      .on<MessageOperation<AddedJobs>>('throughline:bullmq.publish.end', (one) => spans.endPublish(one))
      .on<MessageOperation<ProcessedJob>>('throughline:bullmq.process.start', (one) => spans.startProcess(one))
      .on<MessageOperation<ProcessedJob>>('throughline:bullmq.process.end', endSpan)
      .on<MessageOperation<Connected>>('throughline:bullmq.receive.start', (one) => spans.startReceive(one))
      .on<MessageOperation<Connected>>('throughline:bullmq.receive.end', (one) => spans.endReceive(one))
      .on<SandboxedJob>(SANDBOX_SEND, (message) => spans.send(message))
      .on<SandboxedJob>(SANDBOX_START, (message) => spans.receive(message))
      .add(watchExports(TARGET));
    return () => subscriptions.dispose();
  },
};
