// One span is sent the way the application would send its own: by the runtime, with the same variables. Where it does not
// arrive, the address is asked what it speaks.
import type { ExporterStatus, SaidMessage, TelemetryStatus } from '@throughline/node';
import { isHub } from '../hub-client/find-hub.ts';
import { found, pass } from './finding.ts';
import type { Checked, Finding } from './finding.ts';
import { describeListener } from './listener.ts';
import type { Listener } from './listener.ts';
import { modulePath, runProbed } from './run-probed.ts';

const MAX_MS = 20_000;

/** Where spans that nobody takes are given up. */
const DEADLINE_MS = '1500';

export interface DeliveryHints {
  /** OTLP addresses of a hub that runs here. */
  readonly hub: { readonly otlpHttpUrl: string; readonly otlpGrpcUrl: string } | undefined;
}

/** Sends a span, whether tracing is switched on or off here. */
export async function checkDelivery(hints: DeliveryHints): Promise<Checked> {
  const { reports } = await runProbed({
    command: [process.execPath, modulePath('self-test'), 'deliver'],
    variables: {
      OTEL_SDK_DISABLED: undefined,
      OTEL_ENABLED: 'true',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_TRACES_SAMPLER_ARG: undefined,
      OTEL_LOG_LEVEL: 'none',
      OTEL_NODE_SHUTDOWN_DEADLINE: DEADLINE_MS,
    },
    preload: true,
    maxMs: MAX_MS,
    isShown: false,
  });
  const status = reports[0]?.status;
  if (status?.enabled !== true) return found();
  if (status.exporters.length === 0) return found(NO_EXPORTER);
  return joinChecks(await Promise.all(status.exporters.map((exporter) => judge(exporter, status, hints))));
}

const NO_EXPORTER: Finding = {
  code: 'no-exporter',
  severity: 'error',
  message: 'Spans go nowhere: there is no exporter.',
  mend: 'Unset OTEL_TRACES_EXPORTER, or set it to otlp.',
};

/** Puts what several checks say together. */
export function joinChecks(checks: readonly Checked[]): Checked {
  return {
    findings: checks.flatMap(({ findings }) => findings),
    passed: checks.flatMap(({ passed }) => passed),
  };
}

async function judge(
  exporter: ExporterStatus,
  { messages }: Extract<TelemetryStatus, { enabled: true }>,
  hints: DeliveryHints,
): Promise<Checked> {
  const { name, endpoint, rejected, lastError, exported } = exporter;
  const partial = messages.find(({ key }) => key === `partial:${endpoint}`);
  if (rejected > 0) return found(describePartial(exporter, partial));
  if (lastError === undefined && exported > 0)
    return partial === undefined
      ? pass('delivery', `a test span was taken by ${endpoint} (${name})`)
      : found(describeStrange(exporter, partial));
  const reason = lastError ?? 'it was not taken in time';
  if (/HTTP 404\b/.test(reason) && (await isHub(new URL(endpoint).origin))) return found(describePage(endpoint, hints));
  const listener = name.startsWith('otlp ') ? await describeListener(endpoint) : undefined;
  return found(
    (listener && describeAddress(exporter, { listener, reason, hints })) ?? describeRefusal(exporter, reason),
  );
}

interface Address {
  readonly listener: Listener;
  readonly reason: string;
  readonly hints: DeliveryHints;
}

/** What is wrong with the address itself, if anything is. */
function describeAddress(
  { name, endpoint }: ExporterStatus,
  { listener, reason, hints }: Address,
): Finding | undefined {
  const isGrpc = name === 'otlp grpc';
  const hub = hints.hub && (isGrpc ? hints.hub.otlpGrpcUrl : hints.hub.otlpHttpUrl);
  const wrong = (message: string, mend: string): Finding => ({
    code: 'wrong-protocol',
    severity: 'error',
    message,
    mend,
  });
  if (listener.unreachable !== undefined)
    return {
      code: 'endpoint-unreachable',
      severity: 'error',
      message: `Nothing takes spans at ${endpoint}: ${listener.unreachable}.`,
      mend:
        hub === undefined
          ? 'Start a hub with npx throughline serve, or name the address of another backend in OTEL_EXPORTER_OTLP_ENDPOINT.'
          : `A hub runs at another address: set OTEL_EXPORTER_OTLP_ENDPOINT=${hub}.`,
    };
  const isSecure = endpoint.startsWith('https:');
  if (isSecure && !listener.tls)
    return wrong(`${endpoint} speaks no TLS.`, `Use http:// in OTEL_EXPORTER_OTLP_ENDPOINT.`);
  if (!isSecure && listener.tls && !listener.http1 && !listener.http2)
    return wrong(`${endpoint} wants TLS.`, `Use https:// in OTEL_EXPORTER_OTLP_ENDPOINT.`);
  if (isSecure) return undefined;
  // A hub of ours answers in the wrong protocol, too, to say so.
  if (isGrpc && ((listener.http1 && !listener.http2) || reason.includes('port is for OTLP/HTTP')))
    return wrong(
      `${endpoint} speaks HTTP, and gRPC was spoken to it.`,
      'Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or use the port for gRPC, most often 4317.',
    );
  if (!isGrpc && ((listener.http2 && !listener.http1) || reason.includes('port is for OTLP/gRPC')))
    return wrong(
      `${endpoint} speaks gRPC, and HTTP was spoken to it.`,
      'Set OTEL_EXPORTER_OTLP_PROTOCOL=grpc, or use the port for HTTP, most often 4318.',
    );
  return undefined;
}

function describePage(endpoint: string, { hub }: DeliveryHints): Finding {
  return {
    code: 'backend-rejects',
    severity: 'error',
    message: `${endpoint} does not take spans: it is the page and the API of a hub.`,
    mend: `Set OTEL_EXPORTER_OTLP_ENDPOINT to where it takes OTLP: ${hub?.otlpHttpUrl ?? 'most often port 4318'}.`,
  };
}

function describeRefusal({ endpoint }: ExporterStatus, reason: string): Finding {
  return {
    code: 'backend-rejects',
    severity: 'error',
    message: `${endpoint} does not take spans: ${reason}.`,
    mend: mendRefusal(reason),
  };
}

function mendRefusal(reason: string): string {
  if (/HTTP 40[13]\b|UNAUTHENTICATED|PERMISSION_DENIED/.test(reason))
    return 'It wants to know who sends: set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token> (of a hub: its --token).';
  if (/HTTP 40[45]\b|UNIMPLEMENTED/.test(reason))
    return 'The path is wrong: OTEL_EXPORTER_OTLP_ENDPOINT is the base, to which /v1/traces is added; OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is used as it is.';
  if (/HTTP 4(00|13|15|22)\b|INVALID_ARGUMENT/.test(reason))
    return 'It does not understand the request: try OTEL_EXPORTER_OTLP_PROTOCOL=http/json or http/protobuf, and OTEL_EXPORTER_OTLP_COMPRESSION=none.';
  if (/HTTP (429|50\d)\b|UNAVAILABLE|RESOURCE_EXHAUSTED/.test(reason))
    return 'It has no room now: spans wait within OTEL_NODE_MAX_QUEUE_BYTES and are sent again. Look at its own log.';
  return 'Look at the log of the backend.';
}

function describePartial({ endpoint, rejected }: ExporterStatus, partial: SaidMessage | undefined): Finding {
  return {
    code: 'partial-success',
    severity: 'error',
    message: `${endpoint} took the request and refused ${rejected === 1 ? 'the span' : `${rejected} spans`} in it${partial === undefined ? '' : `: ${partial.text}`}.`,
    mend: 'The text above is its reason; limits are set at the backend.',
  };
}

function describeStrange({ endpoint }: ExporterStatus, { text }: SaidMessage): Finding {
  return {
    code: 'backend-rejects',
    severity: 'warning',
    message: `${text}.`,
    mend: `${endpoint} may be no OTLP receiver: set OTEL_EXPORTER_OTLP_ENDPOINT to one.`,
  };
}
