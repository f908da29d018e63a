/** Why a BMC did not do what it was asked to. */
export type BmcErrorCode =
  | 'unauthenticated'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'unimplemented'
  | 'not_found'
  | 'internal';

export class BmcError extends Error {
  override readonly name = 'BmcError';
  readonly code: BmcErrorCode;

  constructor(code: BmcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whatever was thrown, as an error with a code. */
export function toBmcError(error: unknown): BmcError {
  if (error instanceof BmcError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const isNetwork = /^(?:ECONN|EHOST|ENET|ENOTFOUND|EPIPE|ETIMEOUT)/.test(code ?? '');
  return new BmcError(isNetwork ? 'unavailable' : 'internal', message, { cause: error });
}

/** @throws BmcError `deadline_exceeded` where `act` has not settled in time; its signal is aborted then. */
export async function withDeadline<T>(
  timeoutMs: number,
  what: string,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const late = new BmcError('deadline_exceeded', `${what} did not answer within ${timeoutMs} ms`);
  const timer = setTimeout(() => deadline.abort(late), timeoutMs);
  try {
    const expired = new Promise<never>((_, reject) =>
      deadline.signal.addEventListener('abort', () => reject(late), { once: true }),
    );
    return await Promise.race([act(deadline.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
