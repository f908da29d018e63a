const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Hears the signals that ask a process to end, which then does not end by them. @returns what stops hearing them. */
export function onSignals(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
