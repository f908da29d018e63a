// The ways a process ends, and what each leaves us:
//
//   the event loop runs empty  'beforeExit'  time for a normal flush, which keeps the loop alive meanwhile
//   SIGTERM, SIGINT, SIGHUP    a listener    flush, then the signal again without us: it does what it would have done
//   process.exit(), a throw    'exit'        no event loop any more: a worker thread sends, we wait for it
//
// None of them takes longer than the shutdown deadline, and none changes the exit code or the signal.
import type { Runtime } from '../runtime.ts';
import { announceEnd } from './at-end.ts';
import { flushInWorker, reportLost } from './last-flush.ts';
import { handleSignals } from './signals.ts';

/** Makes sure that what ended is delivered, however the process ends. @returns how to take the handlers away. */
export function handleExit(runtime: Runtime): () => void {
  // A flush that failed is not tried again for the same items: 'beforeExit' comes after each one, for ever.
  let triedItems = -1;
  const isNew = (): boolean => runtime.hasPending() && runtime.finishedItems() !== triedItems;
  const onBeforeExit = (): void => {
    if (!isNew()) return;
    triedItems = runtime.finishedItems();
    void runtime.flush();
  };
  const onExit = (exitCode: number): void => {
    announceEnd({ exitCode });
    if (isNew()) flushInWorker(runtime);
    else reportLost(runtime.pendingSpans());
  };
  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
  // Without effect in a worker thread: signals come to the main thread only.
  const releaseSignals = handleSignals(runtime);
  return () => {
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
    releaseSignals();
  };
}
