// BullMQ publishes nothing, and its own interface for telemetry makes spans of a dozen more things than anybody asks for. So
// what matters is wrapped, on prototypes: who adds jobs, who processes one, and what becomes of it. An object for which the
// application has set `telemetry` is left to that.
//
//   Queue.add, addBulk, upsertJobScheduler, FlowProducer.add, addBulk ─▶ throughline:bullmq.publish
//   Worker.processJob ────────────────────────────────────────────────▶ throughline:bullmq.process
//   Worker.getNextJob ────────────────────────────────────────────────▶ throughline:bullmq.receive, and .process from then on
//   Job.moveToCompleted, moveToFailed … ── what became of the job, and the end of one that was fetched by hand
import { ROOT } from '../../context/context.ts';
import { storage } from '../../context/context-manager.ts';
import { MessageOperation } from '../messaging/operation.ts';
import { OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { createClassWrapper } from '../module-hooks/wrap-classes.ts';
import { AddedJobs, type Connected, type FlowNode, type Job, type JobToAdd, type ProcessedJob } from './job.ts';
import { wrapChildProcessor, wrapSandboxedJob } from './wrap-sandbox.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

const publish = new OperationChannels('bullmq', 'publish');
const process = new OperationChannels('bullmq', 'process');
const receive = new OperationChannels('bullmq', 'receive');

/** Jobs that are being processed here. */
const processed = new WeakMap<object, MessageOperation>();

/** Those of them that were fetched by hand: they are being processed until they are moved. */
const fetched = new WeakSet<MessageOperation>();

/** Wraps a class of BullMQ, or those among a module's exports. @returns whether there is one. */
export const wrapBullmq = createClassWrapper([
  [['add', 'addBulk', 'drain'], wrapQueue],
  [['add', 'addBulk', 'addNode'], wrapFlowProducer],
  [['processJob', 'callProcessJob', 'run'], wrapWorker],
  [['moveToCompleted', 'moveToFailed', 'asJSONSandbox'], wrapJob],
  [['consumeEvents', 'run'], runOutsideTraces],
  [['start', 'wrapJob'], wrapChildProcessor],
]);

function isTraced(channels: OperationChannels, owner: Connected): boolean {
  return channels.hasSubscribers && owner.telemetry === undefined && owner.opts?.telemetry === undefined;
}

/** Where arguments get the context: it exists only once the operation has begun. */
type Change = (args: unknown[], jobs: AddedJobs) => void;

function wrapQueue(prototype: object): void {
  wrapAdding(prototype, 'add', (args, jobs) => {
    args[2] = jobs.applyToOptions(args[2] as JobToAdd['opts']);
  });
  wrapAdding(prototype, 'addBulk', changeFirst);
  wrapAdding(prototype, 'upsertJobScheduler', (args, jobs) => {
    args[2] = jobs.applyTo((args[2] ?? {}) as JobToAdd);
  });
}

function wrapFlowProducer(prototype: object): void {
  wrapAdding(prototype, 'add', (args, jobs) => {
    args[0] = changeFlow(args[0] as FlowNode, jobs);
  });
  wrapAdding(prototype, 'addBulk', (args, jobs) => {
    args[0] = (args[0] as FlowNode[]).map((flow) => changeFlow(flow, jobs));
  });
}

function changeFirst(args: unknown[], jobs: AddedJobs): void {
  args[0] = (args[0] as JobToAdd[]).map((job) => jobs.applyTo(job));
}

function changeFlow(flow: FlowNode, jobs: AddedJobs): FlowNode {
  const changed = jobs.applyTo(flow);
  if (!Array.isArray(flow.children)) return changed;
  return { ...changed, children: flow.children.map((child: FlowNode) => changeFlow(child, jobs)) };
}

function wrapAdding(prototype: object, name: string, change: Change): void {
  replaceMethod<Call>(prototype, name, (original) => {
    return function (...args) {
      const operation = isTraced(publish, this) ? beginAdding(this, args, change) : undefined;
      if (operation === undefined) return original.apply(this, args);
      return publish.finish(operation, () => original.apply(this, args));
    };
  });
}

/** Undefined for what BullMQ will refuse. */
function beginAdding(owner: Connected, args: unknown[], change: Change): MessageOperation | undefined {
  try {
    const operation = describeAdding(owner, args[0]);
    if (operation === undefined) return undefined;
    publish.begin(operation);
    if (operation.target.metadata !== undefined) change(args, operation.target);
    return operation;
  } catch {
    return undefined;
  }
}

function describeAdding(owner: Connected, first: unknown): MessageOperation<AddedJobs> | undefined {
  if (typeof first === 'string') return new MessageOperation(owner.name ?? '', new AddedJobs(owner));
  if (typeof first !== 'object' || first === null) return undefined;
  if (!Array.isArray(first)) {
    const flow = first as FlowNode;
    return new MessageOperation(flow.queueName, new AddedJobs(owner, countJobs(flow)));
  }
  const count = first.reduce<number>((sum, one) => sum + countJobs(one as FlowNode), 0);
  const [{ queueName = '' } = {}] = first as Partial<FlowNode>[];
  return new MessageOperation(owner.name ?? queueName, new AddedJobs(owner, count));
}

function countJobs({ children }: Partial<FlowNode>): number {
  return (children ?? []).reduce((sum, child) => sum + countJobs(child), 1);
}

function wrapWorker(prototype: object): void {
  runOutsideTraces(prototype);
  replaceMethod<Call>(prototype, 'processJob', (original) => {
    return function (...args) {
      const job = args[0] as Job | undefined;
      if (job === undefined || !isTraced(process, this)) return original.apply(this, args);
      const { name = '' } = this as Connected;
      const operation = new MessageOperation<ProcessedJob>(name, { owner: this, job });
      processed.set(job, operation);
      return process.run(operation, () => original.apply(this, args), 'with its handled promise');
    };
  });
  wrapFetching(prototype);
}

/** Jobs that are processed by hand: `getNextJob()`, then `job.moveToCompleted()` or its like. */
function wrapFetching(prototype: object): void {
  replaceMethod<Call>(prototype, 'getNextJob', (original) => {
    return function (...args) {
      if (!isTraced(receive, this)) return original.apply(this, args);
      const { name = '' } = this as Connected;
      const operation = new MessageOperation<Connected>(name, this);
      const asked = receive.run(operation, () => original.apply(this, args)) as Promise<Job | undefined>;
      if (operation.state === undefined) return asked;
      return asked.then((job) => {
        if (job !== undefined) beginFetched(this, job);
        return job;
      });
    };
  });
}

function beginFetched(owner: Connected, job: Job): void {
  const operation = new MessageOperation<ProcessedJob>(owner.name ?? '', { owner, job });
  processed.set(job, operation);
  fetched.add(operation);
  process.begin(operation);
}

/** A loop that runs for hours belongs to no trace, whoever has started it. */
function runOutsideTraces(prototype: object): void {
  replaceMethod<Call>(prototype, 'run', (original) => {
    return function (...args) {
      return process.hasSubscribers ? storage.run(ROOT, () => original.apply(this, args)) : original.apply(this, args);
    };
  });
}

function wrapJob(prototype: object): void {
  wrapSandboxedJob(prototype, process);
  wrapMove(prototype, 'moveToCompleted', () => 'completed');
  wrapMove(prototype, 'moveToFailed', ({ finishedOn }) => (finishedOn === undefined ? 'retried' : 'failed'));
  wrapMove(prototype, 'moveToDelayed', () => 'delayed');
  wrapMove(prototype, 'moveToWait', () => 'waiting');
  wrapMove(prototype, 'moveToWaitingChildren', () => 'waiting_children');
}

/** Notes what becomes of a job, as soon as Redis knows it. */
function wrapMove(prototype: object, name: string, describe: (job: Job) => string): void {
  const isFailure = name === 'moveToFailed';
  // The others are called by processors, who might not handle a rejection.
  const isHandled = isFailure || name === 'moveToCompleted';
  replaceMethod<Call>(prototype, name, (original) => {
    return function (...args) {
      const operation = processed.get(this);
      if (operation === undefined) return original.apply(this, args);
      if (isFailure) operation.error = args[0] ?? new Error('unknown');
      const result = original.apply(this, args) as Promise<unknown>;
      const note = (value: unknown): unknown => {
        operation.disposition = describe(this as Job);
        if (fetched.delete(operation)) process.end(operation);
        return value;
      };
      if (!isHandled) return result.then(note);
      // A branch of its own: the worker waits no longer than without us.
      result.then(note, () => undefined);
      return result;
    };
  });
}
