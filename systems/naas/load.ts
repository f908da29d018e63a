// Many jobs, and the books of their spans: `node --conditions=throughline-source systems/naas/load.ts [--jobs 10000]`.
// Ends with exit code 1 if a span is missing or one too many.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { TraceList } from '@throughline/hub';
import { ObservedNaas } from './src/fixtures/observed-naas.ts';

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '10000' } } });
const JOBS = Number(values.jobs);
const JOBS_PER_REQUEST = 100;
/** Jobs that wait at the same time, so that Redis need not hold them all. */
const MAX_WAITING = 500;
const WARM_UP = 50;
/** Executing, connecting, one command. */
const SPANS_PER_JOB = 3;
const REPORT_EVERY = 10;
const SETTLE_WITHIN_MS = 120_000;

const requests = Math.ceil(JOBS / JOBS_PER_REQUEST);
const jobs = requests * JOBS_PER_REQUEST;
const system = await ObservedNaas.start({ variables: { NAAS_CONCURRENCY: '16' } });
try {
  await warmUp();
  await drive();
  process.exitCode = (await keepBooks()) ? 0 : 1;
} finally {
  await system.stop();
}
process.exit();

async function warmUp(): Promise<void> {
  const { jobs: warm } = await post(WARM_UP);
  await waitForAll(warm.map((one) => one.job_id));
}

async function drive(): Promise<void> {
  const started = performance.now();
  const waiting: string[] = [];
  for (let request = 1; request <= requests; request++) {
    const accepted = await post(JOBS_PER_REQUEST);
    waiting.push(...accepted.jobs.map((one) => one.job_id));
    if (waiting.length >= MAX_WAITING) await waitForAll(waiting.splice(0, JOBS_PER_REQUEST));
    if (request % REPORT_EVERY === 0) report(request * JOBS_PER_REQUEST, started);
  }
  await waitForAll(waiting);
  report(jobs, started);
}

function post(count: number) {
  const names = ['core-1', 'edge-1'];
  const devices = Array.from({ length: count }, (_, index) => system.device(names[index % names.length]));
  return system.client.post('send_command', { devices, commands: ['show clock'] });
}

async function waitForAll(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { status, error } = await system.client.waitForJob(id);
    if (status !== 'completed') throw new Error(`job ${id} is ${status}: ${error}`);
  }
}

function report(done: number, started: number): void {
  const perSecond = done / ((performance.now() - started) / 1000);
  const resident = residentMb(system.naas.worker().child.pid as number);
  console.log(`${String(done).padStart(6)} jobs  ${perSecond.toFixed(0)}/s  worker ${resident} MB resident`);
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** What the hub has, against what there has to be: in each request's trace its own span, and three for each of its jobs. */
async function keepBooks(): Promise<boolean> {
  const expected = [...Array<number>(requests).fill(1 + JOBS_PER_REQUEST * SPANS_PER_JOB), 1 + WARM_UP * SPANS_PER_JOB];
  const isRight = (counts: readonly number[]): boolean => String(counts) === String(expected.toSorted(byNumber));
  let counts = await countSpans();
  for (
    const until = performance.now() + SETTLE_WITHIN_MS;
    !isRight(counts) && performance.now() < until;
    await wait(500)
  )
    counts = await countSpans();
  console.log(`traces ${counts.length} of ${expected.length}, spans ${sum(counts)} of ${sum(expected)}`);
  return isRight(counts);
}

async function countSpans(): Promise<number[]> {
  const query = encodeURIComponent('name="POST /v1/send_command"');
  const counts: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: TraceList = await system.fetch(
      `traces?limit=200&q=${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    counts.push(...page.traces.map(({ spanCount }) => spanCount));
    cursor = page.nextCursor;
  }
  return counts.toSorted(byNumber);
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
