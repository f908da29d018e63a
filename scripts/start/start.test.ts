// `npm start` as a newcomer has it: the whole output, a second one beside it, and Ctrl-C.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { SLOW_DIAL_MS } from '../../systems/bmc/src/deployment/fleet.ts';

const START = fileURLToPath(new URL('../start.ts', import.meta.url));
const directory = mkdtempSync(`${tmpdir()}/throughline-start-`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function npmStart(...args: readonly string[]): Started {
  const ports = ['ui', 'otlp-http', 'otlp-grpc'].flatMap((name) => ['--port', `${name}=0`]);
  const child = spawn(process.execPath, [
    '--conditions=throughline-source',
    START,
    '--data',
    directory,
    ...ports,
    ...args,
  ]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** A span of the trace that is shown. */
interface Row {
  readonly label: string;
  readonly isMarked: boolean;
  readonly ms: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { µs: 0.001, ms: 1, s: 1000 };

/** What ends with a bar. */
function readRows(output: string): Row[] {
  const rows = output.matchAll(/^(\S.*?)(?: ✗)?( ◀)? +([\d.]+) (µs|ms|s) +[█▒]+$/gm);
  return Array.from(rows, ([, label, mark, number, unit]) => ({
    label,
    isMarked: mark !== undefined,
    ms: Number(number) * UNIT_MS[unit],
  }));
}

test(
  'shows the slow trace, asks the four questions, and ends; a second one says who runs',
  { timeout: 300_000 },
  async () => {
    const { child, output, ended } = npmStart();
    const seen = (text: string): Promise<void> =>
      vi.waitFor(() => expect(output()).toContain(text), { timeout: 240_000, interval: 200 });
    await seen('Requests, as a user makes them');
    const second = npmStart('--once');
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`cannot start: ${directory} is in use by a hub that runs already`);

    await seen('Ctrl-C stops everything');
    const rows = readRows(output());
    const dial = rows.find(({ label }) => /^bmc-agent .*tcp\.dial bmc:5900$/.test(label));
    // On a busy machine something else may take longer still, and is the bottleneck then.
    const [bottleneck, ...others] = rows.filter(({ isMarked }) => isMarked);
    expect(dial?.ms).toBeGreaterThanOrEqual(SLOW_DIAL_MS - 1);
    expect(bottleneck?.ms).toBeGreaterThanOrEqual(dial!.ms);
    expect(others).toEqual([]);
    const answers = output().slice(output().indexOf('Questions'));
    for (const [query, answer] of [
      ['serviceName=bmc-gateway AND name=CreateVNCSession AND duration > 2s', 'bmc vnc'],
      ['baggage.customer_id=customer-123', 'bmc vnc'],
      ['serviceName=bmc-agent AND status=error AND name=*BMC*', 'bmc power status'],
      ['baggage.session_id=session-abc123', 'bmc vnc'],
    ])
      expect.soft(answers.slice(answers.indexOf(query)).split('\n\n')[0], query).toContain(answer);

    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output()).toContain('Stopping');
  },
);

test('what cannot be started is said in a line', { timeout: 60_000 }, async () => {
  const { output, ended } = npmStart('--system', 'nope');
  expect(await ended).toBe(1);
  expect(output()).toMatch(/^npm start: cannot start nope: need one of bmc.*\n$/);
});
