// The measured process gets a core for itself; everything else (load, sink, databases, this process) shares another.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const allowed = listAllowedCores();

/** Whether the machine lets us keep the measured process apart; stated in every result. */
export const isPinned = allowed.length > 1 && spawnSync('taskset', ['--version']).status === 0;

export const [measuredCore, otherCore] = allowed;

/** The command line that runs `command` on the core of the measured process. */
export function onMeasuredCore(command: readonly string[]): readonly string[] {
  return isPinned ? ['taskset', '-c', String(measuredCore), ...command] : command;
}

/** Moves this process, and so every child that is not pinned elsewhere, off the measured core. */
export function leaveMeasuredCore(): void {
  moveTo([otherCore]);
}

/** For what is measured as several processes: this one and its children have the whole machine. */
export function useAllCores(): void {
  moveTo(allowed);
}

function moveTo(cores: readonly number[]): void {
  if (isPinned) spawnSync('taskset', ['-a', '-c', '-p', cores.join(','), String(process.pid)]);
}

function listAllowedCores(): number[] {
  if (process.platform !== 'linux') return [];
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap(expandRange);
}

function expandRange(range: string): number[] {
  const [first = 0, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
