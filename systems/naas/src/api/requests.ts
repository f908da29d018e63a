// What the API accepts, as JSON Schema, and what it becomes.
import type { JobsOptions } from 'bullmq';

const device = {
  type: 'object',
  required: ['host'],
  additionalProperties: false,
  properties: { host: { type: 'string', minLength: 1 }, port: { type: 'integer', minimum: 1, maximum: 65_535 } },
} as const;

/** Of both operations. */
export const JOB_SCHEMA = {
  type: 'object',
  required: ['devices', 'commands'],
  additionalProperties: false,
  properties: {
    devices: { type: 'array', minItems: 1, maxItems: 1000, items: device },
    commands: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', minLength: 1, maxLength: 1000 } },
    enable: { type: 'string' },
    save: { type: 'boolean' },
    attempts: { type: 'integer', minimum: 1, maximum: 10 },
    delay_ms: { type: 'integer', minimum: 0 },
    repeat: {
      type: 'object',
      required: ['every_ms', 'times'],
      additionalProperties: false,
      properties: { every_ms: { type: 'integer', minimum: 100 }, times: { type: 'integer', minimum: 1 } },
    },
  },
} as const;

/** A request that has passed the schema. */
export interface JobRequest {
  /** One job for each. */
  readonly devices: readonly { readonly host: string; readonly port?: number }[];
  readonly commands: readonly string[];
  /** The enable secret. Default the password. */
  readonly enable?: string;
  /** Whether configuration is saved. Default false. */
  readonly save?: boolean;
  /** How often it is tried. Default 3. */
  readonly attempts?: number;
  /** How long it waits before it is done. Default 0. */
  readonly delay_ms?: number;
  /** Does it again and again. Default once. */
  readonly repeat?: { readonly every_ms: number; readonly times: number };
}

const DEFAULT_ATTEMPTS = 3;
const BACKOFF_MS = 200;

/** Options of the jobs of a request. @param carrier - context, which rides in the job's metadata. */
export function toJobOptions({ attempts, delay_ms: delay }: JobRequest, carrier: string | undefined): JobsOptions {
  return {
    attempts: attempts ?? DEFAULT_ATTEMPTS,
    backoff: { type: 'exponential', delay: BACKOFF_MS },
    delay,
    removeOnComplete: { age: 3600 },
    removeOnFail: { age: 3600 },
    ...(carrier !== undefined && { telemetry: { metadata: carrier } }),
  };
}
