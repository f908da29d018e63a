// What the processes of an application have shown while they ran.
import { describeOff } from './check-configuration.ts';
import { joinChecks } from './check-delivery.ts';
import { found, pass } from './finding.ts';
import type { Checked, Finding } from './finding.ts';
import type { Counted, ProbeReport } from './probe-report.ts';
import type { ProbedRun } from './run-probed.ts';

/** A span that was open so long when the application was stopped has been forgotten, most likely. */
const LONG_OPEN_MS = 3000;

const MAX_TEXTS = 5;

/** Judges a run. */
export function checkRun(run: ProbedRun): Checked {
  const { reports } = run;
  if (reports.length === 0) return found(NO_PROCESS);
  // Node.js programs that only start others, such as npm, are no application.
  const traced = reports.filter(({ status }) => status.enabled);
  if (traced.length === 0) {
    const { status } = reports[0];
    return found(describeOff(status.enabled ? '' : status.disabledBy));
  }
  return joinChecks(traced.map((report) => checkProcess(report, run)));
}

const NO_PROCESS: Finding = {
  code: 'no-process',
  severity: 'error',
  message: 'The command started no Node.js process that loads what NODE_OPTIONS names.',
  mend: 'Name the command that starts the application itself: throughline doctor -- node app.js',
};

function checkProcess(report: ProbeReport, { wasStopped, exitCode }: ProbedRun): Checked {
  const findings = [
    ...checkLoading(report),
    ...checkContext(report),
    ...checkEnds(report, wasStopped),
    ...checkAttributes(report),
    ...checkVolume(report),
  ];
  const { script, status } = report;
  const started = status.enabled ? status.spans.started : 0;
  return joinChecks([
    found(...findings),
    started === 0 ? found(noSpans(report, exitCode)) : pass('run', `${script} made ${started} spans`),
  ]);
}

type Active = Extract<ProbeReport['status'], { enabled: true }>;

function messagesOf({ status }: ProbeReport, prefix: string): Active['messages'] {
  return status.enabled ? status.messages.filter(({ key }) => key.startsWith(prefix)) : [];
}

function checkLoading(report: ProbeReport): Finding[] {
  const findings: Finding[] = [];
  const early = [...report.loadedEarly, ...messagesOf(report, 'late:').map(({ key }) => key.slice('late:'.length))];
  if (early.length > 0)
    findings.push({
      code: 'loaded-early',
      severity: 'error',
      message: `${report.script} loaded ${early.join(', ')} before tracing started: it stays without spans or routes.`,
      mend: 'Start tracing first: node --import @throughline/node/register. In an ES module all imports run before the first line of code.',
    });
  for (const { text } of messagesOf(report, 'other-sdk'))
    findings.push({
      code: 'other-sdk',
      severity: 'error',
      message: `In ${report.script}, ${text.split('; load')[0]}.`,
      mend: 'Load @throughline/node before it, or take the other SDK out.',
    });
  const copies = report.status.enabled ? report.status.apiCopies : [];
  if (copies.length > 1)
    findings.push({
      code: 'duplicate-api',
      severity: 'warning',
      message: `${report.script} uses ${copies.length} copies of @opentelemetry/api.`,
      mend: 'Run npm dedupe, or pin one version with "overrides" in package.json.',
      details: copies,
    });
  return findings;
}

function checkContext({ spans, script }: ProbeReport): Finding[] {
  const findings: Finding[] = [];
  if (spans.lostClients.length > 0)
    findings.push({
      code: 'root-client-spans',
      severity: 'warning',
      message: `${script} makes calls that belong to no request although requests are being worked on: the context is lost on the way to them.`,
      mend: 'Where a callback is stored and called by somebody else, wrap it with bind(); where work is handed to a queue or pool, pass the context along.',
      details: listCounts(spans.lostClients),
    });
  if (spans.orphans.length > 0)
    findings.push({
      code: 'orphan-spans',
      severity: 'warning',
      message: `${script} has spans whose parent does not exist.`,
      mend: 'Give startSpan a parent that is a span of this process, or a remote one that came by propagation.extract.',
      details: listCounts(spans.orphans),
    });
  return findings;
}

function checkEnds(report: ProbeReport, wasStopped: boolean): Finding[] {
  const leastMs = wasStopped && !report.exited ? LONG_OPEN_MS : 0;
  const forgotten = report.spans.open.filter(({ ageMs }) => ageMs >= leastMs);
  if (forgotten.length === 0) return [];
  const counts = Map.groupBy(forgotten, ({ name }) => name);
  return [
    {
      code: 'spans-not-ended',
      severity: 'error',
      message: `${report.script} started spans and did not end them: they are lost, and what is below them hangs in the air.`,
      mend: 'Use withSpan(), or end() in a finally block.',
      details: listCounts([...counts].map(([name, spans]) => ({ name, count: spans.length }))),
    },
  ];
}

function checkAttributes(report: ProbeReport): Finding[] {
  const findings: Finding[] = [];
  const late = messagesOf(report, 'after-end:');
  if (late.length > 0)
    findings.push({
      code: 'set-after-end',
      severity: 'warning',
      message: `${report.script} writes to spans that have ended: it is lost.`,
      mend: 'Set it before end(), and await what the span is about.',
      details: late.slice(0, MAX_TEXTS).map(({ text, count }) => `${text}${count > 1 ? ` (${count} times)` : ''}`),
    });
  const { oversized } = report.spans;
  if (oversized.length > 0)
    findings.push({
      code: 'oversized-attributes',
      severity: 'warning',
      message: `${report.script} puts whole documents into attributes: they are cut, and cost memory and bandwidth.`,
      mend: 'Keep the first 100 characters, or a length or an id in place of the content.',
      details: oversized
        .slice(0, MAX_TEXTS)
        .map(({ span, key, length }) => `${key} of "${span}": ${length} characters`),
    });
  for (const { text, count } of messagesOf(report, 'limits'))
    findings.push({
      code: 'oversized-attributes',
      severity: 'warning',
      message: `In ${report.script}, ${text}${count > 1 ? ` (${count} times)` : ''}.`,
      mend: 'Write fewer: 128 attributes, events and links are the limit of a span (OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT and its like).',
    });
  return findings;
}

function checkVolume(report: ProbeReport): Finding[] {
  const findings: Finding[] = [];
  if (report.spans.repeated.length > 0)
    findings.push({
      code: 'too-many-spans',
      severity: 'warning',
      message: `${report.script} makes a span for each turn of a loop.`,
      mend: 'Make one span around the loop, with the number of items as an attribute.',
      details: listCounts(report.spans.repeated),
    });
  for (const { text } of messagesOf(report, 'drop:'))
    findings.push({
      code: 'spans-dropped',
      severity: 'error',
      message: `In ${report.script}, ${text}.`,
      mend: 'Sample (OTEL_TRACES_SAMPLER=parentbased_traceidratio), make fewer spans, or allow more: OTEL_NODE_MAX_QUEUE_BYTES.',
    });
  return findings;
}

function noSpans({ script }: ProbeReport, exitCode: number | null): Finding {
  const end = exitCode === null || exitCode === 0 ? '' : `, and the command ended with exit code ${exitCode}`;
  return {
    code: 'no-spans',
    severity: 'warning',
    message: `${script} made no spans while it was watched${end}.`,
    mend: 'Send it a request meanwhile, give it more time with --seconds, or make spans with withSpan().',
  };
}

function listCounts(counts: readonly Counted[]): string[] {
  return counts.slice(0, MAX_TEXTS).map(({ name, count }) => `${count} × ${name}`);
}
