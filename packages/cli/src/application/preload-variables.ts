import { fileURLToPath } from 'node:url';
import { childVariables } from '../environment.ts';

export interface Preload {
  /** Where the spans go. */
  readonly otlpHttpUrl: string;
  /** Marks everything of this run: the resource attribute `throughline.run.id`. */
  readonly runId: string;
  /** Whatever the application says of itself. */
  readonly service: string | undefined;
  /** Where it says nothing. */
  readonly guessedService: string;
  readonly ingestToken: string | undefined;
  /** Whether the processes that it starts have spans, where it does not say itself. */
  readonly childSpans: boolean;
}

/** The variables with which an application is started so that it is traced: the runtime, where to send, and a mark. */
export function preloadVariables({
  otlpHttpUrl,
  runId,
  ingestToken,
  childSpans,
  ...names
}: Preload): NodeJS.ProcessEnv {
  const given = childVariables({});
  const mark = `throughline.run.id=${runId}`;
  return childVariables({
    NODE_OPTIONS: [given.NODE_OPTIONS, ...preloadOptions()].filter(Boolean).join(' '),
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_NODE_CHILD_PROCESS_SPANS: given.OTEL_NODE_CHILD_PROCESS_SPANS ?? String(childSpans),
    OTEL_RESOURCE_ATTRIBUTES: [given.OTEL_RESOURCE_ATTRIBUTES, mark].filter(Boolean).join(','),
    OTEL_SERVICE_NAME: names.service ?? ownServiceName(given) ?? names.guessedService,
    ...(ingestToken !== undefined && {
      OTEL_EXPORTER_OTLP_HEADERS: [
        given.OTEL_EXPORTER_OTLP_HEADERS,
        `authorization=Bearer%20${encodeURIComponent(ingestToken)}`,
      ]
        .filter(Boolean)
        .join(','),
    }),
  });
}

function ownServiceName({ OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES = '' }: NodeJS.ProcessEnv): string | undefined {
  return OTEL_SERVICE_NAME || /(?:^|,)\s*service\.name=([^,]+)/.exec(OTEL_RESOURCE_ATTRIBUTES)?.[1];
}

/** `--import` of the runtime; in a clone its sources, which packages find by a condition. */
export function preloadOptions(): string[] {
  const url = import.meta.resolve('@throughline/node/register');
  const condition = fileURLToPath(url).endsWith('.ts') ? ['--conditions=throughline-source'] : [];
  return [...condition, `--import=${url}`];
}
