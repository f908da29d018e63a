import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { preloadOptions } from '../application/preload-variables.ts';
import { childVariables } from '../environment.ts';
import { CommandError } from '../errors.ts';
import type { ProbeReport } from './probe-report.ts';

/** After the first signal. */
const END_WITHIN_MS = 5000;

export interface ProbedCommand {
  readonly command: readonly string[];
  /** Changes of the environment; `undefined` removes a variable. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Whether tracing is started for the command; otherwise it has to do so itself. */
  readonly preload: boolean;
  /** It is ended after so long, if it has not by itself. */
  readonly maxMs: number;
  /** Whether its output is shown, on stderr. */
  readonly isShown: boolean;
}

/** What was seen while a command ran. */
export interface ProbedRun {
  /** Of each Node.js process that was started. */
  readonly reports: readonly ProbeReport[];
  /** Whether it had to be ended. */
  readonly wasStopped: boolean;
  readonly exitCode: number | null;
}

/**
 * Runs a command with the probe in each of its Node.js processes.
 *
 * @throws CommandError where there is no such command.
 */
export async function runProbed(probed: ProbedCommand): Promise<ProbedRun> {
  const directory = mkdtempSync(`${tmpdir()}/throughline-doctor-`);
  try {
    const result = await run(probed, directory);
    return { ...result, reports: readReports(directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function run(
  { command: [program, ...args], variables, preload, maxMs, isShown }: ProbedCommand,
  directory: string,
): Promise<Omit<ProbedRun, 'reports'>> {
  const output = isShown ? 2 : 'ignore';
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    env: childVariables({
      ...variables,
      NODE_OPTIONS: [childVariables({}).NODE_OPTIONS, ...probeOptions(preload)].filter(Boolean).join(' '),
      THROUGHLINE_DOCTOR_DIRECTORY: directory,
    }),
  });
  let wasStopped = false;
  const timer = setTimeout(() => {
    wasStopped = true;
    stop(child);
  }, maxMs);
  try {
    return { exitCode: await ended(child, program), wasStopped };
  } finally {
    clearTimeout(timer);
  }
}

function ended(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new CommandError(
          `cannot run ${program}: ${error.code === 'ENOENT' ? 'there is no such command' : error.message}`,
          2,
        ),
      ),
    );
    child.on('exit', resolve);
  });
}

function stop(child: ChildProcess): void {
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  child.on('exit', () => clearTimeout(impatient));
}

function probeOptions(preload: boolean): readonly string[] {
  const [register, ...conditions] = preloadOptions().toReversed();
  return [...conditions, ...(preload ? [register] : []), `--import=${moduleUrl('probe')}`];
}

/** A module of the doctor that runs in a process of its own: beside this one in a clone, below `doctor/` when published. */
export function moduleUrl(name: 'probe' | 'self-test'): string {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? `./${name}.ts` : `./doctor/${name}.js`, import.meta.url).href;
}

/** The same as a path, to be run. */
export function modulePath(name: 'probe' | 'self-test'): string {
  return fileURLToPath(moduleUrl(name));
}

function readReports(directory: string): ProbeReport[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(`${directory}/${name}`, 'utf8')) as ProbeReport);
}
