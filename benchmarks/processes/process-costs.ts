// What processes of others have used, from the outside: they are applications, and answer no questions about themselves.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock is. */
const TICK_MICROS = 10_000;

/** User and system time of all threads of all of them, since they started. */
export function readCpuMicros(pids: readonly number[]): number {
  return sum(pids.map(readTicks)) * TICK_MICROS;
}

/** Memory that is resident, of all of them together. */
export function readRssBytes(pids: readonly number[]): number {
  return (
    sum(pids.map((pid) => Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]))) * 1024
  );
}

function readTicks(pid: number): number {
  // The name of the program stands in parentheses and may contain anything.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
