/** One line about an error of a connection or a file. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code, errors } = error as Error & { code?: string; errors?: readonly Error[] };
  // Several addresses of one host failed: the first tells enough.
  return message || errors?.[0]?.message || code || 'connection failed';
}
