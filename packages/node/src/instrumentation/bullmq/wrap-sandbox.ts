// A processor in a process or thread of its own gets its job as JSON. Where that process is traced as well (what `--import`
// says is passed on to it), its code runs in the context of the span that its parent has for the job.
import { channel } from 'node:diagnostics_channel';
import type { Context } from '@opentelemetry/api';
import { activeContext, storage } from '../../context/context-manager.ts';
import type { OperationChannels } from '../messaging/operation-channels.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import type { JobOptions } from './job.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

/** A job goes to its processor, or has come there. */
export interface SandboxedJob {
  /** Where the job is processed. */
  context: Context;
  /** Text of the carrier. */
  metadata: string | undefined;
}

export const SANDBOX_SEND = 'throughline:bullmq.sandbox.send';
export const SANDBOX_START = 'throughline:bullmq.sandbox.start';
const send = channel(SANDBOX_SEND);
const start = channel(SANDBOX_START);

interface SandboxJson {
  /** Text in BullMQ 5. */
  readonly opts?: JobOptions | string;
}

export function wrapSandboxedJob(prototype: object, channels: OperationChannels): void {
  replaceMethod<Call>(prototype, 'asJSONSandbox', (original) => {
    return function (...args) {
      const json = original.apply(this, args) as SandboxJson;
      if (!channels.hasSubscribers) return json;
      const message: SandboxedJob = { context: activeContext(), metadata: undefined };
      send.publish(message);
      return message.metadata === undefined ? json : { ...json, opts: withMetadata(json.opts, message.metadata) };
    };
  });
}

export function wrapChildProcessor(prototype: object): void {
  replaceMethod<Call>(prototype, 'start', (original) => {
    return function (...args) {
      if (!start.hasSubscribers) return original.apply(this, args);
      const message: SandboxedJob = { context: activeContext(), metadata: readMetadata(args[0] as SandboxJson) };
      start.publish(message);
      return storage.run(message.context, () => original.apply(this, args));
    };
  });
}

function withMetadata(opts: SandboxJson['opts'], metadata: string): SandboxJson['opts'] {
  if (typeof opts === 'string') return JSON.stringify({ ...(JSON.parse(opts) as object), tm: metadata });
  return { ...opts, telemetry: { ...opts?.telemetry, metadata } };
}

function readMetadata({ opts }: SandboxJson): string | undefined {
  if (typeof opts === 'string') return (JSON.parse(opts) as { tm?: string }).tm;
  return opts?.telemetry?.metadata;
}
