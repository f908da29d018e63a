/** Something that a user can understand, and the trace that shows more. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly traceId: string | undefined;

  constructor(message: string, traceId?: string) {
    super(message);
    this.traceId = traceId;
  }
}
