// The table of all options. From it come the variables, the check of options in code, the distribution's part of the
// declarative file, and docs/configuration.md.
import type { Option } from './option.ts';
import { baggageOptions } from './options/baggage-options.ts';
import { exporterOptions, otlpOptions } from './options/export-options.ts';
import {
  instrumentationOptions,
  propagationOptions,
  redactionOptions,
  resourceOptions,
  switchOptions,
} from './options/general-options.ts';
import { httpOptions } from './options/http-options.ts';
import { libraryOptions } from './options/library-options.ts';
import { logOptions } from './options/log-options.ts';
import { batchOptions, limitOptions, samplingOptions } from './options/trace-options.ts';

/** The groups in the order of the reference page. */
export const OPTION_GROUPS = [
  { title: 'Switch and runtime', options: switchOptions },
  { title: 'Resource', options: resourceOptions },
  { title: 'Propagation', options: propagationOptions },
  { title: 'Baggage', options: baggageOptions },
  { title: 'Sampling', options: samplingOptions },
  { title: 'Limits', options: limitOptions },
  { title: 'Batches and standard processors', options: batchOptions },
  { title: 'Exporters', options: exporterOptions },
  { title: 'OTLP', options: otlpOptions },
  { title: 'Logs', options: logOptions },
  { title: 'Instrumentations', options: instrumentationOptions },
  { title: 'HTTP', options: httpOptions },
  { title: 'WebSocket, processes, sockets', options: libraryOptions },
  { title: 'Redaction', options: redactionOptions },
] as const;

export type { TelemetryOptions } from './telemetry-options.ts';

export type OptionKey = (typeof OPTION_GROUPS)[number]['options'][number]['key'];

export const OPTIONS: readonly Option<OptionKey>[] = OPTION_GROUPS.flatMap<Option<OptionKey>>((group) => group.options);

export const OPTION_BY_KEY: ReadonlyMap<string, Option<OptionKey>> = new Map(
  OPTIONS.map((option) => [option.key, option]),
);
