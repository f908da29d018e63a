import { SUPPRESSED } from '../context/context.ts';
import { storage } from '../context/context-manager.ts';
import type { Runtime } from '../runtime.ts';
import { announceEnd } from './at-end.ts';

type Listener = (signal: NodeJS.Signals) => void;

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Flushes on the signals that end a process. Where the application listens itself, the end is its own affair: we flush
 * beside it. Where nobody else does, the signal is raised again without us, and the process dies of it as it would have.
 */
export function handleSignals(runtime: Runtime): () => void {
  const listeners = SIGNALS.map((signal): [NodeJS.Signals, Listener] => [signal, createListener(runtime)]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

function createListener(runtime: Runtime): Listener {
  let flushing = false;
  const listener: Listener = (signal) => {
    // Somebody is impatient: no second chance for us.
    if (flushing) return raise(signal, listener);
    flushing = true;
    if (!othersListen(signal, listener)) announceEnd({ signal });
    void storage
      .run(SUPPRESSED, () => runtime.flush())
      .finally(() => {
        flushing = false;
        raise(signal, listener);
      });
  };
  return listener;
}

function raise(signal: NodeJS.Signals, listener: Listener): void {
  if (othersListen(signal, listener)) return;
  process.off(signal, listener);
  process.kill(process.pid, signal);
}

/**
 * Whether the application has a listener of its own. Those of the `signal-exit` package do not count: they only clean up,
 * and wait for the signal to be raised again by whoever is the last to listen, which is us.
 */
function othersListen(signal: NodeJS.Signals, listener: Listener): boolean {
  const others = process.listeners(signal).filter((one) => one !== listener);
  return others.length > signalExitCount();
}

function signalExitCount(): number {
  const emitters = [
    (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')],
    (process as unknown as Record<string, unknown>).__signal_exit_emitter__,
  ] as ({ count?: number } | undefined)[];
  return emitters.reduce((sum, emitter) => sum + (emitter?.count ?? 0), 0);
}
