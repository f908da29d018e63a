// What every long-running program does: say where it listens, and end when it is told to.

/** Tells whoever started this process that it is ready, with what is worth knowing about it. */
export function announce(facts: Readonly<Record<string, unknown>>): void {
  process.send?.({ ready: facts });
}

/** Calls `stop` once, at a signal or when the process that started this one is gone, and ends. */
export function endWith(stop: () => Promise<void> | void): void {
  let isStopping = false;
  const end = (): void => {
    if (isStopping) return;
    isStopping = true;
    void Promise.resolve(stop()).finally(() => process.exit(0));
  };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, end);
}
