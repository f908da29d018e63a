/** A command line that asks for something that does not exist: its text is the answer, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
